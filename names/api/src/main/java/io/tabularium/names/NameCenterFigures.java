/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names;

/**
 * How a {@link NameCenter} fares, for whoever watches over it.
 *
 * @param businesses businesses it has a list for
 * @param degraded of these, how many get a list of servers that may all be gone
 * @param servers servers that are entered, each counted once
 * @param bad of these, how many do not answer
 * @param waiting callers who wait for a change
 * @param changes how often since the start a list came up or changed
 * @param turnedAway callers who were not let wait since the start, because too many did
 */
public record NameCenterFigures(
    int businesses,
    int degraded,
    int servers,
    int bad,
    int waiting,
    long changes,
    long turnedAway) {}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.search.IndexStatistics;

/**
 * What an operator may want to know of an index.
 *
 * @param instance the instance
 * @param table the table
 * @param index its name
 * @param status whether it answers
 * @param walking whether rows that were there before are still lacking
 * @param lagMillis how far it is behind its table; 0 when it knows of nothing it lacks
 * @param rebuilds how often since the start its contents had to be made anew
 * @param contents figures about the contents, or {@code null} if there are none to look at
 */
public record SearchIndexFigures(
    String instance,
    String table,
    String index,
    SearchIndexDescription.Status status,
    boolean walking,
    long lagMillis,
    long rebuilds,
    IndexStatistics contents) {}

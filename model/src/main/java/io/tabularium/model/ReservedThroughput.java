/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * Reserved capacity units: stored and reported, never acted on.
 *
 * @param read read units per second, or {@code null} where a request is silent
 * @param write write units per second, or {@code null} where a request is silent
 */
public record ReservedThroughput(Integer read, Integer write) {}

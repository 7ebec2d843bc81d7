/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

/**
 * Which index.
 *
 * @param table the table's name
 * @param index the index's name
 */
public record SearchIndexName(String table, String index) {}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.sort;

import io.tabularium.search.query.Query;

/**
 * Which child rows count.
 *
 * @param path the nested field
 * @param filter what holds for those child rows
 */
public record NestedFilter(String path, Query filter) {}

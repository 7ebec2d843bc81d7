/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What the examples on search indexes have in common: options, a table that is made, filled and
 * waited for ({@link io.tabularium.examples.search.SearchedTable}), and questions that are asked
 * and timed ({@link io.tabularium.examples.search.Interview}).
 */
package io.tabularium.examples.search;

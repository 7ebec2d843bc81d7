/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Figures and groups over the rows of a query. {@link
 * io.tabularium.search.lucene.aggregation.Aggregator} is the door.
 */
package io.tabularium.search.lucene.aggregation;

/* SPDX-License-Identifier: Apache-2.0 */
/** Aggregations of a search index against Lucene visiting the same documents without a question. */
package io.tabularium.bench.aggregation;

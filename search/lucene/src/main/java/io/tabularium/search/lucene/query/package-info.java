/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Query trees as Lucene queries. {@link io.tabularium.search.lucene.query.QueryCompiler} is the
 * door; {@link io.tabularium.search.lucene.query.Operands} reads what a request compares with.
 */
package io.tabularium.search.lucene.query;

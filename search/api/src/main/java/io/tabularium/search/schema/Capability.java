/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.schema;

/** What can be done with a field of some type. */
public enum Capability {
  /** TermQuery, TermsQuery. */
  TERM,
  /** RangeQuery. */
  RANGE,
  /** MatchQuery, MatchPhraseQuery. */
  MATCH,
  /** PrefixQuery, WildcardQuery. */
  PREFIX,
  /** SuffixQuery. */
  SUFFIX,
  /** ExistsQuery. */
  EXISTS,
  /** The three geographic queries, sorting and grouping by distance, and grids. */
  GEO,
  /** KnnVectorQuery. */
  VECTOR_SIMILARITY,
  /** FieldSort. */
  SORT,
  /** Collapse. */
  COLLAPSE,
  /** The smallest, largest, mean and sum. */
  METRIC,
  /** Count and distinct count. */
  COUNT,
  /** Percentiles. */
  PERCENTILES,
  /** GroupByField. */
  GROUP,
  /** GroupByRange, GroupByHistogram. */
  HISTOGRAM,
  /** Value factors and numeric or date decay of a FunctionsScoreQuery. */
  NUMBER
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * One node of a query tree. Weights multiply the score a node gives and are above 0; 1 is neutral.
 *
 * <p>Fields are named by dotted path. A query on a member of a nested field finds something only
 * within a {@link NestedQuery} of that field.
 */
public sealed interface Query
    permits MatchAllQuery,
        MatchQuery,
        MatchPhraseQuery,
        TermQuery,
        TermsQuery,
        RangeQuery,
        PrefixQuery,
        SuffixQuery,
        WildcardQuery,
        BoolQuery,
        DisMaxQuery,
        ConstantScoreQuery,
        FunctionScoreQuery,
        FunctionsScoreQuery,
        NestedQuery,
        GeoBoundingBoxQuery,
        GeoDistanceQuery,
        GeoPolygonQuery,
        ExistsQuery,
        KnnVectorQuery {}

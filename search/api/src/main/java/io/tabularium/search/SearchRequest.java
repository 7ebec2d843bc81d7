/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Limits;
import io.tabularium.model.PrimaryKey;
import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.sort.Sort;
import java.time.Duration;
import java.util.List;

/**
 * A search.
 *
 * @param query which rows
 * @param filter which of these are returned, without a say in scores and aggregations, or {@code
 *     null} for all
 * @param sort in which order; without sorter the index's own order, or by score if it has none
 * @param offset how many rows are passed over
 * @param limit how many rows are returned at most
 * @param cursor where the page begins: what the result before said ({@link SearchResult#next}), or
 *     {@code null}; the sort has to be that of the search it is from, since the cursor does not
 *     carry it
 * @param countUpTo how far rows are counted: 0 for not at all, {@link #COUNT_ALL} for exactly
 * @param collapse one row for each value of a field, or {@code null}
 * @param highlight what is shown of TEXT fields, or {@code null}
 * @param columns which columns are returned
 * @param aggregations figures about all rows of the query
 * @param timeout how long it may take
 * @param routing the routing values whose partitions are searched, or empty for all; never a filter
 */
public record SearchRequest(
    Query query,
    Query filter,
    Sort sort,
    int offset,
    int limit,
    ByteSlice cursor,
    int countUpTo,
    Collapse collapse,
    Highlight highlight,
    ColumnSelection columns,
    Aggregations aggregations,
    Duration timeout,
    List<PrimaryKey> routing) {
  /** {@link #countUpTo}: count every row. */
  public static final int COUNT_ALL = Integer.MAX_VALUE;

  /** Copies the list. */
  public SearchRequest {
    routing = List.copyOf(routing);
  }

  /** Starts a search with every option at its default. */
  public static Builder of(Query query) {
    return new Builder().query(query);
  }

  /** Starts a search with the options of this one. */
  public Builder toBuilder() {
    Builder b = new Builder();
    b.query = query;
    b.filter = filter;
    b.sort = sort;
    b.offset = offset;
    b.limit = limit;
    b.cursor = cursor;
    b.countUpTo = countUpTo;
    b.collapse = collapse;
    b.highlight = highlight;
    b.columns = columns;
    b.aggregations = aggregations;
    b.timeout = timeout;
    b.routing = routing;
    return b;
  }

  /** Collects a search's options. */
  public static final class Builder {
    private Query query = MatchAllQuery.INSTANCE;
    private Query filter;
    private Sort sort = Sort.NONE;
    private int offset;
    private int limit = Limits.SEARCH_LIMIT_DEFAULT;
    private ByteSlice cursor;
    private int countUpTo;
    private Collapse collapse;
    private Highlight highlight;
    private ColumnSelection columns = ColumnSelection.NONE;
    private Aggregations aggregations = Aggregations.NONE;
    private Duration timeout = Duration.ofMillis(Limits.SEARCH_TIMEOUT_MILLIS);
    private List<PrimaryKey> routing = List.of();

    private Builder() {}

    /** See {@link SearchRequest#query}. */
    public Builder query(Query value) {
      query = value;
      return this;
    }

    /** See {@link SearchRequest#filter}. */
    public Builder filter(Query value) {
      filter = value;
      return this;
    }

    /** See {@link SearchRequest#sort}. */
    public Builder sort(Sort value) {
      sort = value;
      return this;
    }

    /** See {@link SearchRequest#offset}. */
    public Builder offset(int value) {
      offset = value;
      return this;
    }

    /** See {@link SearchRequest#limit}. */
    public Builder limit(int value) {
      limit = value;
      return this;
    }

    /** See {@link SearchRequest#cursor}. */
    public Builder cursor(ByteSlice value) {
      cursor = value;
      return this;
    }

    /** See {@link SearchRequest#countUpTo}. */
    public Builder countUpTo(int value) {
      countUpTo = value;
      return this;
    }

    /** Counts every row. */
    public Builder countAll() {
      return countUpTo(COUNT_ALL);
    }

    /** See {@link SearchRequest#collapse}. */
    public Builder collapse(Collapse value) {
      collapse = value;
      return this;
    }

    /** See {@link SearchRequest#highlight}. */
    public Builder highlight(Highlight value) {
      highlight = value;
      return this;
    }

    /** See {@link SearchRequest#columns}. */
    public Builder columns(ColumnSelection value) {
      columns = value;
      return this;
    }

    /** See {@link SearchRequest#aggregations}. */
    public Builder aggregations(Aggregations value) {
      aggregations = value;
      return this;
    }

    /** See {@link SearchRequest#timeout}. */
    public Builder timeout(Duration value) {
      timeout = value;
      return this;
    }

    /** See {@link SearchRequest#routing}. */
    public Builder routing(List<PrimaryKey> value) {
      routing = value;
      return this;
    }

    /** The search. */
    public SearchRequest build() {
      return new SearchRequest(
          query,
          filter,
          sort,
          offset,
          limit,
          cursor,
          countUpTo,
          collapse,
          highlight,
          columns,
          aggregations,
          timeout,
          routing);
    }
  }
}

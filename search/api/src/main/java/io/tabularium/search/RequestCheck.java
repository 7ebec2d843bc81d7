/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import static io.tabularium.model.Limits.SCAN_ALIVE_SECONDS;
import static io.tabularium.model.Limits.SEARCH_LIMIT_FROM_INDEX;
import static io.tabularium.model.Limits.SEARCH_OFFSET_PLUS_LIMIT;

import io.tabularium.model.Errors;
import io.tabularium.model.ServiceException;
import io.tabularium.search.schema.Capability;
import io.tabularium.search.schema.IndexField;
import io.tabularium.search.schema.IndexFields;
import io.tabularium.search.schema.IndexSchema;
import java.time.Duration;

/**
 * The rules a request keeps, whichever engine answers it: every bound of the protocol, every name a
 * field of the schema, every field of a type the query can use. What a value has to look like to be
 * compared with a field's is not checked here.
 */
public final class RequestCheck {
  private RequestCheck() {}

  /**
   * Refuses a search that breaks a rule.
   *
   * @throws ServiceException OTSParameterInvalid with the protocol's text for the first rule broken
   */
  public static void check(SearchRequest request, IndexFields fields) {
    page(request);
    QueryCheck queries = new QueryCheck(fields);
    queries.check(request.query());
    if (request.filter() != null) {
      queries.check(request.filter());
    }
    queries.highlight(request.highlight());
    SortCheck sorts = new SortCheck(fields, queries);
    sorts.check(request.sort());
    if (request.collapse() != null) {
      collapse(request, fields);
    }
    new AggregationCheck(fields, queries, sorts).check(request.aggregations());
  }

  /**
   * Refuses a page of a scan that breaks a rule.
   *
   * @param splits how many workers the scan may have
   * @throws ServiceException OTSParameterInvalid with the protocol's text for the first rule broken
   */
  public static void check(ScanRequest request, IndexFields fields, int splits) {
    if (request.maxParallel() < 1 || request.maxParallel() > splits) {
      throw Errors.scanMaxParallel(splits, request.maxParallel());
    }
    if (request.parallelId() < 0 || request.parallelId() >= request.maxParallel()) {
      throw Errors.scanParallelId(request.maxParallel(), request.parallelId());
    }
    if (request.limit() < 1
        || request.alive().compareTo(Duration.ofSeconds(1)) < 0
        || request.alive().compareTo(Duration.ofSeconds(SCAN_ALIVE_SECONDS)) > 0) {
      throw Errors.searchQueryInvalid();
    }
    new QueryCheck(fields).check(request.query());
  }

  private static void page(SearchRequest request) {
    int offset = request.offset();
    int limit = request.limit();
    if (offset < 0 || limit < 0 || request.countUpTo() < 0) {
      throw Errors.searchQueryInvalid();
    }
    if (limit > SEARCH_LIMIT_FROM_INDEX) {
      throw Errors.searchLimit(SEARCH_LIMIT_FROM_INDEX);
    }
    if ((long) offset + limit > SEARCH_OFFSET_PLUS_LIMIT) {
      throw Errors.searchOffset(offset, limit);
    }
    if (request.cursor() != null && (offset > 0 || request.collapse() != null)) {
      throw Errors.searchToken();
    }
  }

  private static void collapse(SearchRequest request, IndexFields fields) {
    IndexField field = fields.find(request.collapse().field());
    if (field == null
        || !field.can(Capability.COLLAPSE)
        || field.schema().isArray()
        || field.nestedPath() != null) {
      throw Errors.searchQueryInvalid();
    }
  }

  /**
   * Whether pages of this request can be continued: its rows are in a complete order. They are not
   * on an index with nested fields unless the request says how, nor when they are collapsed.
   */
  public static boolean canContinue(SearchRequest request, IndexSchema schema) {
    return request.limit() > 0
        && request.collapse() == null
        && (!request.sort().isNone() || !schema.hasNested());
  }
}

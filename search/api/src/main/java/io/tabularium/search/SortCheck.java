/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import static io.tabularium.model.Limits.SEARCH_SORTERS;
import static io.tabularium.search.QueryCheck.require;

import io.tabularium.search.schema.Capability;
import io.tabularium.search.schema.IndexField;
import io.tabularium.search.schema.IndexFields;
import io.tabularium.search.sort.DocSort;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.GeoDistanceSort;
import io.tabularium.search.sort.NestedFilter;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortMode;
import io.tabularium.search.sort.Sorter;

/** The rules of sorts of rows. */
final class SortCheck {
  private final IndexFields fields;
  private final QueryCheck queries;

  SortCheck(IndexFields fields, QueryCheck queries) {
    this.fields = fields;
    this.queries = queries;
  }

  /** Refuses a sort that breaks a rule. */
  void check(Sort sort) {
    require(sort.sorters().size() <= SEARCH_SORTERS);
    for (Sorter sorter : sort.sorters()) {
      require(!(sorter instanceof DocSort));
      if (sorter instanceof FieldSort field) {
        fieldSort(field);
      } else if (sorter instanceof GeoDistanceSort distance) {
        IndexField field = fields.find(distance.field());
        require(field != null && field.can(Capability.GEO) && !distance.points().isEmpty());
        nestedFilter(distance.nestedFilter());
      }
    }
  }

  private void fieldSort(FieldSort sort) {
    IndexField field = fields.find(sort.field());
    require(field != null && field.can(Capability.SORT));
    require(sort.mode() != SortMode.AVG || field.can(Capability.NUMBER));
    require(sort.missingFields().size() <= SEARCH_SORTERS);
    for (String name : sort.missingFields()) {
      IndexField missing = fields.find(name);
      require(missing != null && missing.type() == field.type());
    }
    nestedFilter(sort.nestedFilter());
  }

  private void nestedFilter(NestedFilter filter) {
    if (filter != null) {
      require(fields.isNestedPath(filter.path()));
      if (filter.filter() != null) {
        queries.check(filter.filter());
      }
    }
  }
}

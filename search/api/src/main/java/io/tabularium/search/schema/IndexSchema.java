/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.schema;

import io.tabularium.search.sort.KeySort;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a search index as a client submitted it.
 *
 * @param fields the fields, in the client's order
 * @param presort the order rows are kept in, or {@code null} if the client gave none
 * @param routingFields the key columns that choose the partition, or empty
 */
public record IndexSchema(List<FieldSchema> fields, Sort presort, List<String> routingFields) {
  /** The order of an index without nested fields whose client gave none. */
  public static final Sort DEFAULT_PRESORT = Sort.by(new KeySort(SortOrder.ASC));

  /** Copies the lists. */
  public IndexSchema {
    fields = List.copyOf(fields);
    routingFields = List.copyOf(routingFields);
  }

  /** A schema with the default order and routing. */
  public static IndexSchema of(FieldSchema... fields) {
    return new IndexSchema(List.of(fields), null, List.of());
  }

  /** Whether some field's objects are found each as a whole; such an index has no presort. */
  public boolean hasNested() {
    return hasNested(fields);
  }

  private static boolean hasNested(List<FieldSchema> fields) {
    for (FieldSchema field : fields) {
      if (field.isNested() || hasNested(field.subFields())) {
        return true;
      }
    }
    return false;
  }

  /** The order rows are kept in; no sorter at all if the index has nested fields. */
  public Sort effectivePresort() {
    if (hasNested()) {
      return Sort.NONE;
    }
    return presort == null || presort.sorters().isEmpty() ? DEFAULT_PRESORT : presort;
  }

  /** The same with more fields at the end. */
  public IndexSchema withFields(List<FieldSchema> added) {
    List<FieldSchema> all = new ArrayList<>(fields);
    all.addAll(added);
    return new IndexSchema(all, presort, routingFields);
  }
}

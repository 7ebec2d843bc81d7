/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.schema;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of an index by their dotted paths. */
public final class IndexFields {
  private final IndexSchema schema;
  private final Map<String, IndexField> byPath = new LinkedHashMap<>();

  /** Resolves a schema that keeps the rules of {@link SchemaCheck}. */
  public IndexFields(IndexSchema schema) {
    this.schema = schema;
    for (FieldSchema field : schema.fields()) {
      add("", field, null);
    }
  }

  private void add(String prefix, FieldSchema field, String nestedPath) {
    String path = prefix + field.name();
    byPath.put(path, new IndexField(path, field, nestedPath));
    String inner = field.isNested() ? path : nestedPath;
    for (FieldSchema sub : field.subFields()) {
      add(path + ".", sub, inner);
    }
  }

  /** What was resolved. */
  public IndexSchema schema() {
    return schema;
  }

  /** All fields, containers before their members. */
  public Collection<IndexField> all() {
    return Collections.unmodifiableCollection(byPath.values());
  }

  /**
   * The field with this path, or {@code null}. Every path below a {@link FieldType#FLATTENED} field
   * is a string found by term, prefix, suffix or pattern.
   */
  public IndexField find(String path) {
    IndexField found = byPath.get(path);
    if (found != null) {
      return found;
    }
    for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      IndexField parent = byPath.get(path.substring(0, dot));
      if (parent != null && parent.type() == FieldType.FLATTENED) {
        FieldSchema leaf =
            FieldSchema.builder(path, FieldType.FUZZY_KEYWORD).array(true).store(false).build();
        return new IndexField(path, leaf, parent.nestedPath());
      }
    }
    return null;
  }

  /** Whether this is the path of a field whose objects are found each as a whole. */
  public boolean isNestedPath(String path) {
    IndexField field = byPath.get(path);
    return field != null && field.schema().isNested();
  }

  /** The nested field around the nested field with this path, or {@code null}. */
  public String parentPath(String nestedPath) {
    return byPath.get(nestedPath).nestedPath();
  }
}

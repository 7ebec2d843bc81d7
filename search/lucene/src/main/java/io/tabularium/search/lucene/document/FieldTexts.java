/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.document;

import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import io.tabularium.search.schema.FieldSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The texts of a TEXT field as they were taken in. */
public final class FieldTexts {
  private FieldTexts() {}

  /**
   * The texts of a field in a stored row, or in one of its child rows.
   *
   * @param path the field
   * @param offsets the places of the child row in its arrays, outermost first; empty for the row
   */
  public static List<String> of(
      StoredRow row, Mapping mapping, String path, List<Integer> offsets) {
    for (FieldSchema field : mapping.schema().fields()) {
      boolean whole = path.equals(field.name());
      if (whole || path.startsWith(field.name() + ".")) {
        Value value = row.value(field.sourceColumn());
        List<String> texts = new ArrayList<>();
        if (value != null && value.type() != ValueType.BLOB) {
          String rest = whole ? "" : path.substring(field.name().length() + 1);
          collect(FieldValues.raw(value), field, rest, offsets, 0, texts);
        }
        return texts;
      }
    }
    return List.of();
  }

  private static void collect(
      Object raw,
      FieldSchema field,
      String rest,
      List<Integer> offsets,
      int depth,
      List<String> texts) {
    if (raw == null) {
      return;
    }
    if (rest.isEmpty()) {
      List<Object> values = new FieldValues(field, null).read(raw);
      if (values != null) {
        values.forEach(value -> texts.add((String) value));
      }
      return;
    }
    Object json = raw instanceof String text ? Json.parse(text) : raw;
    List<?> objects =
        json instanceof List<?> list ? list : json == null ? List.of() : List.of(json);
    if (field.isNested()) {
      int offset = depth < offsets.size() ? offsets.get(depth) : -1;
      if (offset >= 0 && offset < objects.size()) {
        members(objects.get(offset), field, rest, offsets, depth + 1, texts);
      }
    } else {
      objects.forEach(object -> members(object, field, rest, offsets, depth, texts));
    }
  }

  private static void members(
      Object object,
      FieldSchema field,
      String rest,
      List<Integer> offsets,
      int depth,
      List<String> texts) {
    if (!(object instanceof Map<?, ?> members)) {
      return;
    }
    for (FieldSchema sub : field.subFields()) {
      boolean whole = rest.equals(sub.name());
      if (whole || rest.startsWith(sub.name() + ".")) {
        String deeper = whole ? "" : rest.substring(sub.name().length() + 1);
        collect(members.get(sub.name()), sub, deeper, offsets, depth, texts);
        return;
      }
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.schema;

/**
 * One field of an index, found by its path.
 *
 * @param path the dotted path from the row, such as {@code tags.name}
 * @param schema the field's own options
 * @param nestedPath the path of the innermost nested field it lies in, or {@code null} if its
 *     values are the row's
 */
public record IndexField(String path, FieldSchema schema, String nestedPath) {
  /** The type of the field's values. */
  public FieldType type() {
    return schema.type();
  }

  /** Whether a field of this type can do this. */
  public boolean can(Capability capability) {
    return schema.type().can(capability);
  }
}

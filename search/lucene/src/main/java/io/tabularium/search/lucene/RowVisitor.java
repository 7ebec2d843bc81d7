/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.search.lucene.document.Names;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.StoredFieldVisitor;

/** Reads the stored row of a document. */
final class RowVisitor extends StoredFieldVisitor {
  private byte[] row;

  @Override
  public Status needsField(FieldInfo field) {
    if (row != null) {
      return Status.STOP;
    }
    return field.name.equals(Names.ROW) ? Status.YES : Status.NO;
  }

  @Override
  public void binaryField(FieldInfo field, byte[] value) {
    row = value;
  }

  /** The stored row of the document read last. */
  byte[] take() {
    byte[] taken = row;
    row = null;
    return taken;
  }
}

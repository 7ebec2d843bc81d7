/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable.codec;

/** The bits of a record's first byte: which of its optional fields follow. */
final class Control {
  static final int CODE = 0x01;
  static final int CAS = 0x02;
  static final int SPACE = 0x04;
  static final int VALUE = 0x08;
  static final int SCORE = 0x10;
  static final int TTL = 0x20;

  private Control() {}
}

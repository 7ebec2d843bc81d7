/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.Errors;

/**
 * The name of a parallel scan as clients know it: the index it is of in hexadecimal digits, a dot,
 * and what the index calls it.
 *
 * @param index the number of the index
 * @param session what the index calls it
 */
record SessionName(long index, String session) {
  static String of(long index, String session) {
    return Long.toHexString(index) + "." + session;
  }

  /** Reads a name; one that cannot be is one of a scan that is over. */
  static SessionName parse(String name) {
    int dot = name.indexOf('.');
    if (dot < 1) {
      throw Errors.scanSessionExpired();
    }
    try {
      return new SessionName(
          Long.parseUnsignedLong(name.substring(0, dot), 16), name.substring(dot + 1));
    } catch (NumberFormatException e) {
      throw Errors.scanSessionExpired();
    }
  }
}

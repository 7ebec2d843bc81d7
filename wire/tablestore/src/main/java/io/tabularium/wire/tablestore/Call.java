/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import io.tabularium.model.Errors;
import java.util.function.BiPredicate;

/**
 * What an operation knows of the request around its body.
 *
 * @param requestId the id that stands in the reply and in every log line about this request
 * @param instance the instance, authenticated
 * @param may whether the caller may do this with that table; the operation asks, by {@link #check},
 *     for each table it touches and the access it needs there, before anything else is done with it
 */
public record Call(String requestId, String instance, BiPredicate<String, Access> may) {
  private static final Access[] EVERY_ACCESS = Access.values();

  /** Refuses if the caller may not do this with the table. */
  public void check(String table, Access access) {
    if (!may.test(table, access)) {
      throw Errors.noPermission();
    }
  }

  /** Whether the caller may do anything with the table, and so be told that it exists. */
  public boolean mayKnow(String table) {
    for (Access access : EVERY_ACCESS) {
      if (may.test(table, access)) {
        return true;
      }
    }
    return false;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.util.function.BiConsumer;

/**
 * What an operation knows of the request around its body.
 *
 * @param requestId the id that stands in the reply and in every log line about this request
 * @param instance the instance, authenticated
 * @param tableCheck called by the operation with each table it touches and the access it needs
 *     there, before anything else is done with that table; throws if the caller may not
 */
public record Call(String requestId, String instance, BiConsumer<String, Access> tableCheck) {
  /** Refuses if the caller may not do this with the table. */
  public void check(String table, Access access) {
    tableCheck.accept(table, access);
  }
}

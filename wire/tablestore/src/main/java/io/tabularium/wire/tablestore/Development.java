/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.util.Map;
import java.util.Optional;

/**
 * Access control of a server on a developer's machine: one well-known key that may do everything,
 * and instances that exist as soon as they are named.
 */
public final class Development {
  /** The id of the development key, and its secret. */
  public static final String KEY = "tabularium";

  private Development() {}

  /** The development key alone. */
  public static AccessKeys keys() {
    Map<String, AccessKey> keys = Map.of(KEY, AccessKey.of(KEY, KEY, Grant.ALL));
    return id -> Optional.ofNullable(keys.get(id));
  }

  /** Every well-formed name. */
  public static InstanceDirectory instances() {
    return instance -> true;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.storage.Store;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Remembers in the store whether a record ever had a time to live, so that nobody has to look for
 * expired records where there are none.
 */
final class TimeToLiveMark {
  private static final byte[] FACT = "klist/ttl".getBytes(StandardCharsets.US_ASCII);

  private final Store store;
  private volatile boolean isSet;

  TimeToLiveMark(Store store) {
    this.store = store;
    isSet = store.getFact(FACT) != null;
  }

  boolean isSet() {
    return isSet;
  }

  /** Remembers it, durably before it returns the first time. */
  void set() {
    if (!isSet) {
      store.changeFacts(List.of(Map.entry(FACT, new byte[] {1})));
      isSet = true;
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.wire.wtable.codec.WireRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Everything a client was built with; {@link WTableClient.Builder} explains each. */
record ClientSettings(
    int database,
    List<Credential> credentials,
    ReadPreference readPreference,
    int connections,
    int threads,
    int maxInFlight,
    int windowSize,
    Duration timeout,
    Duration connectTimeout,
    Duration reconnectMin,
    Duration reconnectMax,
    Duration avoid) {

  ClientSettings {
    credentials = List.copyOf(credentials);
  }

  /**
   * What a connection is authorised with.
   *
   * @param database the database it is for, if it is for one
   * @param bid the business it is for, or -1
   * @param password its password, perhaps empty
   */
  record Credential(int database, long bid, String password) {
    boolean ofBusiness() {
      return bid >= 0;
    }

    WireRecord toRecord() {
      return WireRecord.key(
          0,
          password.getBytes(StandardCharsets.UTF_8),
          ofBusiness() ? Long.toString(bid).getBytes(StandardCharsets.US_ASCII) : WireRecord.EMPTY);
    }

    /** Without the password. */
    @Override
    public String toString() {
      return ofBusiness() ? "bid " + bid : "database " + database;
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import io.tabularium.model.klist.KlistCode;
import io.tabularium.model.klist.KlistLimits;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** What one connection may do: grows with every AUTH that succeeds and never shrinks. */
final class Rights {
  private final Passwords passwords;
  private final BitSet databases = new BitSet();
  private boolean admin;
  private boolean business;

  Rights(Passwords passwords) {
    this.passwords = passwords;
    this.admin = !passwords.required();
  }

  boolean isAdmin() {
    return admin;
  }

  boolean mayUse(int database) {
    return admin || databases.get(database);
  }

  boolean mayUseAny() {
    return admin || !databases.isEmpty();
  }

  /** Whether the connection has named its business, whose operations have tighter limits. */
  boolean isBusiness() {
    return business;
  }

  /**
   * What an AUTH led to.
   *
   * @param database the one authorised, which the reply's header tells
   */
  record Outcome(KlistCode code, int database) {}

  /** Tries a password: the record's row. Its column may name a business in decimal digits. */
  Outcome authorise(int database, Body.One request) {
    WireRecord record = request.record();
    if (!passwords.required()) {
      business |= number(record.column()) != null;
      return new Outcome(KlistCode.OK, database);
    }
    if (record.column().length > 0) {
      return authoriseBusiness(database, record);
    }
    if (mayUse(database)) {
      return new Outcome(KlistCode.OK, database);
    }
    if (passwords.opensAll(record.row())) {
      admin = true;
      return new Outcome(KlistCode.OK, KlistLimits.ADMIN_DATABASE);
    }
    if (passwords.opens(database, record.row())) {
      databases.set(database);
      return new Outcome(KlistCode.OK, database);
    }
    return new Outcome(KlistCode.AUTH_FAILED, database);
  }

  private Outcome authoriseBusiness(int database, WireRecord record) {
    Integer id = number(record.column());
    Passwords.Business named = id == null ? null : passwords.businesses().get(id);
    if (named == null || !Passwords.matches(named.password(), record.row())) {
      return new Outcome(KlistCode.AUTH_FAILED, database);
    }
    business = true;
    databases.set(named.database());
    return new Outcome(KlistCode.OK, named.database());
  }

  private static Integer number(byte[] column) {
    try {
      return Integer.parseUnsignedInt(new String(column, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}

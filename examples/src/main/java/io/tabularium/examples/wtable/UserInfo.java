/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.wtable;

import io.tabularium.client.wtable.GetReply;
import io.tabularium.client.wtable.Key;
import io.tabularium.client.wtable.WTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Users as values: anything that can be turned into bytes and back can be a row, a column or a
 * value.
 */
public final class UserInfo {
  private static final int TABLE = 2;
  private static final String COLUMN = "info";

  private final WTable db;

  /** Users in a database. */
  public UserInfo(WTable db) {
    this.db = db;
  }

  /**
   * A user.
   *
   * @param id finds the user
   * @param name what to call the user
   * @param age in years
   * @param phone as dialled
   */
  public record User(long id, String name, int age, String phone) {
    /** The bytes of a user; a number in front says which form they have. */
    byte[] toBytes() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        out.writeByte(1);
        out.writeLong(id);
        out.writeUTF(name);
        out.writeInt(age);
        out.writeUTF(phone);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }

    static User fromBytes(byte[] bytes) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        int form = in.readByte();
        if (form != 1) {
          throw new IllegalArgumentException("a user in an unknown form: " + form);
        }
        return new User(in.readLong(), in.readUTF(), in.readInt(), in.readUTF());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Key key(long id) {
    return Key.of(TABLE, "user:" + id, COLUMN);
  }

  /** Writes a user, in place of any other with the same id. */
  public void save(User user) {
    db.set(key(user.id()), user.toBytes());
  }

  /** Reads a user. */
  public Optional<User> find(long id) {
    GetReply reply = db.get(key(id));
    return reply.exists() ? Optional.of(User.fromBytes(reply.value())) : Optional.empty();
  }

  /** Removes a user. */
  public void remove(long id) {
    db.del(key(id));
  }
}

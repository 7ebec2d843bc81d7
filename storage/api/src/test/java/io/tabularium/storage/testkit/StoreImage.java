/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.testkit;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Everything an {@link InMemoryStore} holds, and how it is written to one file. */
final class StoreImage {
  static final String FILE = "store.image";
  private static final long MAGIC = 0x5441_4255_4c41_5202L;

  final NavigableMap<byte[], byte[]> facts = new TreeMap<>(Arrays::compareUnsigned);
  final Map<Integer, Map<Keyspace, NavigableMap<byte[], byte[]>>> tables = new HashMap<>();

  final Map<Integer, Map<Integer, Log>> logs = new HashMap<>();

  /** The log of one shard. */
  static final class Log {
    final NavigableMap<Long, byte[]> records = new TreeMap<>();
    long start;
    long end;
  }

  Log log(int tableId, int shard) {
    return logs.computeIfAbsent(tableId, id -> new HashMap<>())
        .computeIfAbsent(shard, n -> new Log());
  }

  NavigableMap<byte[], byte[]> keyspace(int tableId, Keyspace keyspace) {
    return tables
        .computeIfAbsent(tableId, id -> new EnumMap<>(Keyspace.class))
        .computeIfAbsent(keyspace, k -> new TreeMap<>(Arrays::compareUnsigned));
  }

  void write(Path file) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeLong(MAGIC);
      writeMap(out, facts);
      out.writeInt(tables.size());
      for (var table : tables.entrySet()) {
        out.writeInt(table.getKey());
        out.writeInt(table.getValue().size());
        for (var keyspace : table.getValue().entrySet()) {
          out.writeInt(keyspace.getKey().code());
          writeMap(out, keyspace.getValue());
        }
      }
      out.writeInt(logs.size());
      for (var table : logs.entrySet()) {
        out.writeInt(table.getKey());
        out.writeInt(table.getValue().size());
        for (var log : table.getValue().entrySet()) {
          out.writeInt(log.getKey());
          writeLog(out, log.getValue());
        }
      }
      out.writeLong(checksum(bytes.toByteArray(), bytes.size()));
      Files.write(file, bytes.toByteArray());
    } catch (IOException e) {
      throw new StorageException(Kind.UNAVAILABLE, file + " cannot be written.", e);
    }
  }

  static StoreImage read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      if (bytes.length < 16 || in.readLong() != MAGIC) {
        throw new StorageException(Kind.UNKNOWN_FORMAT, file + " is of an unknown format.", null);
      }
      DataInputStream end =
          new DataInputStream(new ByteArrayInputStream(bytes, bytes.length - 8, 8));
      if (end.readLong() != checksum(bytes, bytes.length - 8)) {
        throw new StorageException(Kind.CORRUPT, file + " is damaged.", null);
      }
      StoreImage image = new StoreImage();
      readMap(in, image.facts);
      for (int tables = in.readInt(); tables > 0; tables--) {
        int tableId = in.readInt();
        for (int keyspaces = in.readInt(); keyspaces > 0; keyspaces--) {
          readMap(in, image.keyspace(tableId, keyspace(in.readInt())));
        }
      }
      for (int tables = in.readInt(); tables > 0; tables--) {
        int tableId = in.readInt();
        for (int shards = in.readInt(); shards > 0; shards--) {
          readLog(in, image.log(tableId, in.readInt()));
        }
      }
      return image;
    } catch (IOException e) {
      throw new StorageException(Kind.UNAVAILABLE, file + " cannot be read.", e);
    }
  }

  private static Keyspace keyspace(int code) {
    return Arrays.stream(Keyspace.values()).filter(k -> k.code() == code).findAny().orElseThrow();
  }

  private static void writeMap(DataOutputStream out, Map<byte[], byte[]> map) throws IOException {
    out.writeInt(map.size());
    for (var entry : map.entrySet()) {
      out.writeInt(entry.getKey().length);
      out.write(entry.getKey());
      out.writeInt(entry.getValue().length);
      out.write(entry.getValue());
    }
  }

  private static void readMap(DataInputStream in, Map<byte[], byte[]> map) throws IOException {
    for (int size = in.readInt(); size > 0; size--) {
      byte[] key = in.readNBytes(in.readInt());
      map.put(key, in.readNBytes(in.readInt()));
    }
  }

  private static void writeLog(DataOutputStream out, Log log) throws IOException {
    out.writeLong(log.start);
    out.writeLong(log.end);
    out.writeInt(log.records.size());
    for (var entry : log.records.entrySet()) {
      out.writeLong(entry.getKey());
      out.writeInt(entry.getValue().length);
      out.write(entry.getValue());
    }
  }

  private static void readLog(DataInputStream in, Log log) throws IOException {
    log.start = in.readLong();
    log.end = in.readLong();
    for (int size = in.readInt(); size > 0; size--) {
      long sequence = in.readLong();
      log.records.put(sequence, in.readNBytes(in.readInt()));
    }
  }

  private static long checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }
}

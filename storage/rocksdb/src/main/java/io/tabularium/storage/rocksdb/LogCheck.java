/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Tells a log that a crash cut short from one that is damaged.
 *
 * <p>RocksDB recovers to a point in time: it stops at the first record of the log that is not whole
 * and forgets whatever follows, in this and in later log files. That is exactly right after a
 * crash, which leaves a torn end behind (the other modes either refuse to open then, or replay what
 * follows a gap, which would break the order of writes), but it would also forget acknowledged
 * writes if a record in the middle went bad, without a word. So before RocksDB recovers, this reads
 * each log once: if an intact record follows a damaged one in the same file, no crash has done
 * that, and the store is not opened and not touched.
 *
 * <p>A log is a sequence of blocks of 32 KiB. A block is a sequence of records, none of which
 * crosses into the next block, and zeros at the end if no header fits any more. A record is a
 * masked CRC-32C (4 bytes) over type and payload, the payload's length (2), the type (1), all
 * little-endian, and the payload.
 */
final class LogCheck {
  private static final int BLOCK = 32 << 10;
  private static final int HEADER = 7;
  private static final int MASK_DELTA = 0xA282_EAD8;

  private LogCheck() {}

  /** Refuses a directory one of whose logs is damaged other than at its end. */
  static void check(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> logs =
          files.filter(file -> file.getFileName().toString().endsWith(".log")).sorted().toList();
      for (Path log : logs) {
        long damaged = firstDamageBeforeIntact(log);
        if (damaged >= 0) {
          throw new StorageException(
              Kind.CORRUPT,
              "The log "
                  + log
                  + " is damaged at byte "
                  + damaged
                  + " and intact after it; restore a backup, or cut the file off there to give up"
                  + " everything written later.",
              null);
        }
      }
    } catch (IOException e) {
      throw new StorageException(
          Kind.UNAVAILABLE, "The logs in " + directory + " cannot be read.", e);
    }
  }

  /** Where the first damaged record begins that has an intact one after it, or -1. */
  private static long firstDamageBeforeIntact(Path log) throws IOException {
    byte[] block = new byte[BLOCK];
    long damaged = -1;
    long blockStart = 0;
    try (InputStream in = Files.newInputStream(log)) {
      for (; ; ) {
        int length = in.readNBytes(block, 0, BLOCK);
        if (length == 0) {
          return -1;
        }
        for (int at = 0; at + HEADER <= length; ) {
          int size = HEADER + (block[at + 4] & 0xFF) + ((block[at + 5] & 0xFF) << 8);
          if (isIntact(block, at, size, length)) {
            if (damaged >= 0) {
              return damaged;
            }
            at += size;
            continue;
          }
          // The length may be what is damaged, so nothing tells where the next record begins; the
          // next block does begin with one.
          if (damaged < 0) {
            damaged = blockStart + at;
          }
          if (followedByIntact(block, at + 1, length)) {
            return damaged;
          }
          break;
        }
        blockStart += length;
      }
    }
  }

  /** Whether a record begins anywhere from a position on. Only called once for each damage. */
  private static boolean followedByIntact(byte[] block, int from, int length) {
    for (int at = from; at + HEADER <= length; at++) {
      int size = HEADER + (block[at + 4] & 0xFF) + ((block[at + 5] & 0xFF) << 8);
      if (isIntact(block, at, size, length)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIntact(byte[] block, int at, int size, int length) {
    int type = block[at + 6];
    // Type 0 is space made ready for the file and never written.
    if (at + size > length || type == 0) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(block, at + 6, size - 6);
    int stored =
        (block[at] & 0xFF)
            | (block[at + 1] & 0xFF) << 8
            | (block[at + 2] & 0xFF) << 16
            | (block[at + 3] & 0xFF) << 24;
    int rotated = stored - MASK_DELTA;
    return (rotated >>> 17 | rotated << 15) == (int) crc.getValue();
  }
}

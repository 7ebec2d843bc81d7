/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.model.ByteSlice;
import io.tabularium.wire.tablestore.codec.RawRow.RawCell;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes bad input out of good: the changes hostile or broken clients and networks make. */
public final class Mutations {
  private static final int[] EDGES = {0, 1, 2, 9, 10, 0x7f, 0x80, 0xfe, 0xff};

  private final Random random;

  public Mutations(long seed) {
    random = new Random(seed);
  }

  public Random random() {
    return random;
  }

  /** One of the samples, changed in one to several ways; or bytes that mean nothing at all. */
  public byte[] next(List<byte[]> samples) {
    int kind = random.nextInt(20);
    if (kind == 0) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] bytes = pick(samples).clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      bytes = change(bytes, samples);
    }
    return bytes;
  }

  private byte[] change(byte[] bytes, List<byte[]> samples) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(8)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) EDGES[random.nextInt(EDGES.length)];
      case 2 -> bytes[at] = (byte) random.nextInt();
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 4 -> {
        // Four bytes at once: a length, more often than not a wrong one.
        int length = random.nextBoolean() ? random.nextInt() : random.nextInt(300) - 10;
        for (int i = 0; i < 4 && at + i < bytes.length; i++) {
          bytes[at + i] = (byte) (length >>> 8 * i);
        }
      }
      case 5 -> {
        // Cut something out.
        int length = Math.min(1 + random.nextInt(8), bytes.length - at);
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
        System.arraycopy(bytes, at + length, shorter, at, bytes.length - at - length);
        return shorter;
      }
      case 6 -> {
        // Put something in.
        byte[] other = pick(samples);
        int length = Math.min(1 + random.nextInt(16), other.length);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
        System.arraycopy(other, 0, longer, at, length);
        return longer;
      }
      default -> {
        // Say something twice.
        int length = Math.min(1 + random.nextInt(16), bytes.length - at);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
        return longer;
      }
    }
    return bytes;
  }

  /** A row with sound checksums around senseless contents, which mutations hardly ever hit upon. */
  public byte[] soundNonsense() {
    RawRow row = RawRow.start();
    if (random.nextInt(10) > 0) {
      row.tag(PlainBuffer.ROW_PK);
      for (int i = random.nextInt(4); i >= 0; i--) {
        row.cell(cell(i < 2 ? new String[] {"pk", "id"}[i] : "x", random.nextInt(4) > 0));
      }
    }
    if (random.nextBoolean()) {
      row.tag(PlainBuffer.ROW_DATA);
      for (int i = random.nextInt(4); i > 0; i--) {
        row.cell(cell(new String[] {"", "c", "#", "ä", "pk"}[random.nextInt(5)], false));
      }
    }
    ByteSlice bytes = random.nextInt(4) == 0 ? row.endDeleted() : row.end();
    return bytes.toByteArray();
  }

  private RawCell cell(String name, boolean likeAKey) {
    RawCell cell = RawRow.named(name);
    if (likeAKey || random.nextInt(5) > 0) {
      cell.value(value(likeAKey));
    }
    if (!likeAKey && random.nextInt(3) == 0) {
      cell.operation(random.nextInt(6));
    }
    if (!likeAKey && random.nextInt(3) == 0) {
      cell.timestamp(random.nextBoolean() ? random.nextLong() : random.nextInt(1000));
    }
    return cell;
  }

  private String value(boolean sound) {
    WireBuffer out = new WireBuffer();
    int type = sound ? new int[] {0, 3, 3, 7, 9, 10}[random.nextInt(6)] : random.nextInt(13);
    out.putByte(type);
    switch (type) {
      case 0, 1 -> out.putLong(random.nextBoolean() ? random.nextLong() : 0x7ff0000000000000L);
      case 2 -> out.putByte(random.nextInt(3));
      case 3, 7 -> {
        byte[] bytes = new byte[random.nextInt(6)];
        random.nextBytes(bytes);
        if (sound) {
          Arrays.fill(bytes, (byte) 'a');
        }
        out.putInt(bytes.length + (sound || random.nextInt(5) > 0 ? 0 : random.nextInt(3) - 1));
        out.putBytes(bytes);
      }
      default -> {}
    }
    return java.util.HexFormat.of().formatHex(out.toByteArray());
  }

  private byte[] pick(List<byte[]> samples) {
    return samples.get(random.nextInt(samples.size()));
  }
}

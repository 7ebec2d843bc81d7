/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import com.alicloud.openservices.tablestore.core.protocol.OTSProtocolBuilder;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferCell;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferRow;
import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.PrimaryKeyValue;
import com.alicloud.openservices.tablestore.model.filter.ColumnPaginationFilter;
import com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter;
import com.aliyun.ots.thirdparty.com.google.protobuf.ByteString;
import com.aliyun.ots.thirdparty.com.google.protobuf.Descriptors.FieldDescriptor;
import com.aliyun.ots.thirdparty.com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes bad requests out of good ones: bytes damaged anywhere, or well-formed nonsense. */
final class Spoiler {
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    3,
    5,
    32,
    33,
    1024,
    4096,
    86_399,
    86_400,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MAX_VALUE / 1000,
    Long.MAX_VALUE / 1_000_000 + 1
  };

  private static final String[] NAMES = {
    "",
    "#",
    "pk",
    "n",
    "c",
    "d",
    "T",
    "中文",
    "a b",
    "x".repeat(255),
    "x".repeat(256),
    "x".repeat(3000),
    "\u0000",
    "😀",
    "missing",
    "1a"
  };

  private final Random random;

  Spoiler(Random random) {
    this.random = random;
  }

  /** A body that is most likely not what the operation wants. */
  byte[] spoil(Message good) {
    return switch (random.nextInt(10)) {
      case 0 -> randomBytes(random.nextInt(200));
      case 1, 2 -> damage(good.toByteArray());
      case 3 -> damage(distort(good).toByteArray());
      default -> distort(good).toByteArray();
    };
  }

  // ---- bytes ------------------------------------------------------------------------------------

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** The bytes with bits flipped, cut off, doubled, replaced or inserted. */
  private byte[] damage(byte[] bytes) {
    if (bytes.length == 0) {
      return randomBytes(1 + random.nextInt(20));
    }
    byte[] damaged = bytes.clone();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(6)) {
      case 0 -> {
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> damaged = Arrays.copyOf(damaged, at);
      case 2 -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(damaged, 0, at);
        out.writeBytes(damaged);
        damaged = out.toByteArray();
      }
      case 3 -> {
        byte[] noise = randomBytes(Math.min(8, bytes.length - at));
        System.arraycopy(noise, 0, damaged, at, noise.length);
      }
      case 4 -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(damaged, 0, at);
        out.writeBytes(randomBytes(1 + random.nextInt(10)));
        out.write(damaged, at, damaged.length - at);
        damaged = out.toByteArray();
      }
      default -> damaged[at] = (byte) random.nextInt(256);
    }
    return damaged;
  }

  // ---- messages ---------------------------------------------------------------------------------

  /** The message with something in it replaced, removed, added or repeated. */
  private Message distort(Message good) {
    Message.Builder builder = good.toBuilder();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      distortOne(builder);
    }
    return builder.buildPartial();
  }

  private void distortOne(Message.Builder builder) {
    List<FieldDescriptor> present = new ArrayList<>(builder.getAllFields().keySet());
    List<FieldDescriptor> all = builder.getDescriptorForType().getFields();
    boolean known = !present.isEmpty() && random.nextInt(5) > 0;
    List<FieldDescriptor> from = known ? present : all;
    if (from.isEmpty()) {
      return;
    }
    FieldDescriptor field = from.get(random.nextInt(from.size()));
    if (known && random.nextInt(12) == 0) {
      builder.clearField(field);
    } else if (field.isRepeated()) {
      distortRepeated(builder, field);
    } else {
      builder.setField(field, other(field, builder.getField(field), builder));
    }
  }

  private void distortRepeated(Message.Builder builder, FieldDescriptor field) {
    int count = builder.getRepeatedFieldCount(field);
    if (count == 0) {
      builder.addRepeatedField(field, other(field, null, builder));
      return;
    }
    int at = random.nextInt(count);
    Object element = builder.getRepeatedField(field, at);
    switch (random.nextInt(4)) {
      case 0 -> {
        for (int i = random.nextInt(20) == 0 ? 300 : random.nextInt(5); i > 0; i--) {
          builder.addRepeatedField(field, element);
        }
      }
      default -> builder.setRepeatedField(field, at, other(field, element, builder));
    }
  }

  private Object other(FieldDescriptor field, Object value, Message.Builder parent) {
    return switch (field.getJavaType()) {
      case INT -> (int) number();
      case LONG -> number();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> NAMES[random.nextInt(NAMES.length)];
      case ENUM -> {
        var values = field.getEnumType().getValues();
        yield values.get(random.nextInt(values.size()));
      }
      case BYTE_STRING -> bytes(field, value == null ? ByteString.EMPTY : (ByteString) value);
      case MESSAGE ->
          distort(
              value == null ? parent.newBuilderForField(field).buildPartial() : (Message) value);
      default -> value;
    };
  }

  private long number() {
    return random.nextInt(4) == 0 ? random.nextLong() : NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private ByteString bytes(FieldDescriptor field, ByteString value) {
    if (field.getName().equals("filter") || field.getName().equals("column_condition")) {
      return switch (random.nextInt(3)) {
        case 0 -> ByteString.copyFrom(damage(filter().toByteArray()));
        case 1 -> filter();
        default -> ByteString.copyFrom(damage(value.toByteArray()));
      };
    }
    return switch (random.nextInt(3)) {
      case 0 -> ByteString.copyFrom(damage(value.toByteArray()));
      default -> row();
    };
  }

  private ByteString filter() {
    if (random.nextInt(3) == 0) {
      return OTSProtocolBuilder.buildFilter(new ColumnPaginationFilter((int) number(), 0));
    }
    SingleColumnValueFilter filter =
        new SingleColumnValueFilter(
            "c",
            SingleColumnValueFilter.CompareOperator.values()[random.nextInt(6)],
            value(random.nextInt(5)));
    return OTSProtocolBuilder.buildFilter(filter);
  }

  // ---- rows -------------------------------------------------------------------------------------

  /** A row with correct checksums and arbitrary contents. */
  private ByteString row() {
    List<PlainBufferCell> key = new ArrayList<>();
    int columns = random.nextInt(8) == 0 ? random.nextInt(6) : 2;
    for (int i = 0; i < columns; i++) {
      PlainBufferCell cell = new PlainBufferCell();
      cell.setCellName(random.nextInt(6) == 0 ? name() : i == 0 ? "pk" : "n");
      cell.setPkCellValue(keyValue(i));
      key.add(cell);
    }
    List<PlainBufferCell> cells = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      PlainBufferCell cell = new PlainBufferCell();
      cell.setCellName(random.nextInt(3) == 0 ? name() : "c");
      if (random.nextInt(8) > 0) {
        cell.setCellValue(value(random.nextInt(5)));
      }
      if (random.nextInt(3) == 0) {
        cell.setCellType((byte) random.nextInt(6));
      }
      if (random.nextInt(3) == 0) {
        cell.setCellTimestamp(number());
      }
      cells.add(cell);
    }
    return RawRows.encode(new PlainBufferRow(key, cells, random.nextInt(5) == 0));
  }

  private String name() {
    return NAMES[random.nextInt(NAMES.length)];
  }

  private PrimaryKeyValue keyValue(int column) {
    return switch (random.nextInt(10)) {
      case 0 -> PrimaryKeyValue.INF_MIN;
      case 1 -> PrimaryKeyValue.INF_MAX;
      case 2 -> PrimaryKeyValue.AUTO_INCREMENT;
      case 3 -> PrimaryKeyValue.fromBinary(randomBytes(random.nextInt(5)));
      case 4 -> PrimaryKeyValue.fromString("x".repeat(random.nextInt(1200)));
      default ->
          column == 0
              ? PrimaryKeyValue.fromString(name())
              : PrimaryKeyValue.fromLong(random.nextInt(100));
    };
  }

  private ColumnValue value(int kind) {
    return switch (kind) {
      case 0 -> ColumnValue.fromLong(number());
      case 1 -> ColumnValue.fromDouble(Double.longBitsToDouble(random.nextLong()));
      case 2 -> ColumnValue.fromBoolean(random.nextBoolean());
      case 3 -> ColumnValue.fromString("?", randomBytes(random.nextInt(6)));
      default -> ColumnValue.fromBinary(randomBytes(random.nextInt(6)));
    };
  }

  /** So many NOTs around one another, as serialized filters inside serialized filters. */
  static byte[] nestedNots(int levels) {
    // Written from the inside out, that is, from the end of the array to its beginning.
    byte[] buffer = new byte[levels * 14 + 16];
    int start = buffer.length;
    for (int i = 0; i < levels; i++) {
      // CompositeColumnValueFilter {combinator = NOT, sub_filters = [what is there]}
      start = prependField(buffer, start, buffer.length - start, 2);
      buffer[--start] = 1;
      buffer[--start] = 1 << 3;
      // Filter {type = COMPOSITE, filter = what is there}
      start = prependField(buffer, start, buffer.length - start, 2);
      buffer[--start] = 2;
      buffer[--start] = 1 << 3;
    }
    return Arrays.copyOfRange(buffer, start, buffer.length);
  }

  /** Writes tag and length of a field of bytes in front of its contents. */
  private static int prependField(byte[] buffer, int start, int length, int number) {
    byte[] varint = new byte[5];
    int count = 0;
    for (int rest = length; ; rest >>>= 7) {
      if (rest < 0x80) {
        varint[count++] = (byte) rest;
        break;
      }
      varint[count++] = (byte) (rest & 0x7f | 0x80);
    }
    start -= count;
    System.arraycopy(varint, 0, buffer, start, count);
    buffer[--start] = (byte) (number << 3 | 2);
    return start;
  }

  /** Which HTTP status goes with an error code that a bad request may get. */
  static final Map<String, Integer> REFUSALS =
      Map.ofEntries(
          Map.entry("OTSParameterInvalid", 400),
          Map.entry("OTSInvalidPK", 400),
          Map.entry("OTSDataOutOfRange", 400),
          Map.entry("OTSOutOfTransactionDataSizeLimit", 400),
          Map.entry("OTSConditionCheckFail", 403),
          Map.entry("OTSQuotaExhausted", 403),
          Map.entry("OTSObjectNotExist", 404),
          Map.entry("OTSSessionNotExist", 404),
          Map.entry("OTSObjectAlreadyExist", 409),
          Map.entry("OTSRowOperationConflict", 409),
          Map.entry("OTSRequestBodyTooLarge", 413));
}

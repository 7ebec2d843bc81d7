/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.document;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Limits;
import io.tabularium.model.Value;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.VectorOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what a column, or a member of a JSON object, holds as the values a field wants: Long (LONG,
 * and DATE in nanoseconds), Double, Boolean, String (KEYWORD, FUZZY_KEYWORD, TEXT), {@link
 * GeoPoint}, float[] and {@link java.net.InetAddress}. What does not fit gives {@code null}.
 */
final class FieldValues {
  private final FieldSchema field;
  private final DateFormats dates;

  FieldValues(FieldSchema field, DateFormats dates) {
    this.field = field;
    this.dates = dates;
  }

  /** A cell's value as {@link #read} takes it. */
  static Object raw(Value value) {
    return switch (value.type()) {
      case INTEGER -> (Object) value.asLong();
      case DOUBLE -> value.asDouble();
      case BOOLEAN -> value.asBoolean();
      case STRING -> value.asString();
      case BLOB -> value.asBytes();
      default -> Json.NULL;
    };
  }

  /**
   * The values, none for an empty array, or {@code null} if what is there does not fit.
   *
   * @param raw a Long, Double, Boolean, String, {@link ByteSlice}, or part of a JSON value
   */
  List<Object> read(Object raw) {
    if (!field.isArray()) {
      Object value = one(raw);
      return value == null ? null : List.of(value);
    }
    Object parsed = raw;
    if (raw instanceof String text) {
      Object json = Json.parse(text);
      if (json instanceof List<?>) {
        parsed = json;
      }
    }
    if (!(parsed instanceof List<?> list)) {
      Object value = one(raw);
      return value == null ? null : List.of(value);
    }
    List<Object> values = new ArrayList<>(Math.min(list.size(), Limits.SEARCH_ARRAY_ELEMENTS));
    for (Object element : list) {
      Object value = element(element);
      if (value == null) {
        return null;
      }
      if (values.size() < Limits.SEARCH_ARRAY_ELEMENTS) {
        values.add(value);
      }
    }
    return values;
  }

  private Object element(Object element) {
    // An array of a virtual field may hold numbers as text, just as a single value may.
    return one(element);
  }

  private Object one(Object raw) {
    return switch (field.type()) {
      case LONG -> integer(raw);
      case DOUBLE -> real(raw);
      case BOOLEAN -> raw instanceof Boolean ? raw : null;
      case KEYWORD -> string(raw, Limits.SEARCH_KEYWORD_BYTES);
      case FUZZY_KEYWORD -> string(raw, Limits.SEARCH_FUZZY_KEYWORD_BYTES);
      case TEXT -> string(raw, Limits.SEARCH_TEXT_BYTES);
      case GEO_POINT -> raw instanceof String text ? GeoPoint.parse(text) : null;
      case DATE -> date(raw);
      case VECTOR -> vector(raw);
      case IP -> raw instanceof String text ? IpAddresses.parse(text) : null;
      default -> null;
    };
  }

  private Long integer(Object raw) {
    if (raw instanceof Long number) {
      return number;
    }
    if (!field.isVirtual() && raw instanceof Double number) {
      return whole(number);
    }
    if (field.isVirtual() && raw instanceof String text) {
      try {
        return Long.valueOf(text.trim());
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return null;
  }

  /** Programs whose numbers are all of one kind write 42.0 and mean 42. */
  private static Long whole(double number) {
    boolean inRange = number >= -0x1p63 && number < 0x1p63;
    return inRange && number == Math.rint(number) ? (Long) (long) number : null;
  }

  private Double real(Object raw) {
    double number;
    if (raw instanceof Double given) {
      number = given;
    } else if (raw instanceof Long given) {
      number = given;
    } else if (field.isVirtual() && raw instanceof String text) {
      try {
        number = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        return null;
      }
    } else {
      return null;
    }
    // Adding 0.0 makes the two zeros one.
    return Double.isFinite(number) ? (Double) (number + 0.0) : null;
  }

  private String string(Object raw, int maxBytes) {
    String text;
    if (raw instanceof String given) {
      text = given;
    } else if (field.isVirtual() && (raw instanceof Long || raw instanceof Double)) {
      text = raw.toString();
    } else {
      return null;
    }
    if (text.length() > maxBytes) {
      return null;
    }
    return text.length() * 3L <= maxBytes || ByteSlice.utf8(text).length() <= maxBytes
        ? text
        : null;
  }

  private Long date(Object raw) {
    if (raw instanceof Long number) {
      return dates.ofNumber(number);
    }
    return raw instanceof String text ? dates.ofText(text) : null;
  }

  private float[] vector(Object raw) {
    int dimension = field.vectorOptions().dimension();
    float[] vector;
    if (raw instanceof ByteSlice bytes) {
      vector = bytes.length() == dimension * Float.BYTES ? floats(bytes, dimension) : null;
    } else {
      Object parsed = raw instanceof String text ? Json.parse(text) : raw;
      vector = parsed instanceof List<?> list && list.size() == dimension ? floats(list) : null;
    }
    return vector != null && fits(vector) ? vector : null;
  }

  private static float[] floats(ByteSlice bytes, int dimension) {
    float[] vector = new float[dimension];
    ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(vector);
    return vector;
  }

  private static float[] floats(List<?> numbers) {
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      if (!(numbers.get(i) instanceof Number number)) {
        return null;
      }
      vector[i] = number.floatValue();
    }
    return vector;
  }

  private boolean fits(float[] vector) {
    boolean zero = true;
    for (float number : vector) {
      if (!Float.isFinite(number)) {
        return false;
      }
      zero &= number == 0;
    }
    // The angle to a vector without length is not defined.
    return !zero || field.vectorOptions().metric() != VectorOptions.Metric.COSINE;
  }
}

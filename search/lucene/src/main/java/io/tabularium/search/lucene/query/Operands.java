/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import io.tabularium.model.Errors;
import io.tabularium.model.Value;
import io.tabularium.search.lucene.document.DateFormats;
import io.tabularium.search.lucene.document.IpAddresses;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import org.apache.lucene.util.BytesRef;

/**
 * Reads the values of a request as a field's type. A string is parsed, a number of the other kind
 * converted; what makes no sense is refused as the protocol does.
 */
public final class Operands {
  private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  /** The digits of a number, before its point or behind it; a double has fewer. */
  private static final int MOST_DIGITS = 400;

  private Operands() {}

  /** The number of a value, exactly. */
  private static BigDecimal number(Value value) {
    try {
      return switch (value.type()) {
        case INTEGER -> BigDecimal.valueOf(value.asLong());
        case DOUBLE -> BigDecimal.valueOf(value.asDouble());
        case STRING -> parse(value.asString().trim());
        default -> throw Errors.searchQueryInvalid();
      };
    } catch (NumberFormatException e) {
      throw Errors.searchQueryInvalid();
    }
  }

  private static BigDecimal parse(String text) {
    // A double's text is short; the exponent of an endless one would cost endless time.
    double probe = Double.parseDouble(text);
    if (!Double.isFinite(probe) || text.length() > MOST_DIGITS) {
      throw new NumberFormatException(text);
    }
    char last = text.charAt(text.length() - 1);
    if (!Character.isDigit(last) && last != '.') {
      return BigDecimal.valueOf(probe);
    }
    BigDecimal exact = new BigDecimal(text);
    if (Math.abs((long) exact.scale()) <= MOST_DIGITS) {
      return exact;
    }
    // Nearly nothing, or a zero: rounding it exactly would cost endless time, too.
    return BigDecimal.valueOf(exact.signum() * Double.MIN_VALUE);
  }

  /** A LONG, or {@code null} if no integer is equal to the value. */
  public static Long integer(Value value) {
    if (value.type() == io.tabularium.model.ValueType.INTEGER) {
      return value.asLong();
    }
    BigDecimal number = number(value);
    if (number.compareTo(LEAST) < 0
        || number.compareTo(MOST) > 0
        || number.setScale(0, RoundingMode.FLOOR).compareTo(number) != 0) {
      return null;
    }
    return number.longValue();
  }

  /** The smallest LONG that is not below a lower bound, or {@code null} if there is none. */
  public static Long atLeast(Value bound, boolean inclusive) {
    BigDecimal number = number(bound);
    BigDecimal whole = number.setScale(0, RoundingMode.CEILING);
    if (!inclusive && whole.compareTo(number) == 0) {
      whole = whole.add(BigDecimal.ONE);
    }
    return whole.compareTo(MOST) > 0 ? null : (Long) whole.max(LEAST).longValue();
  }

  /** The largest LONG that is not above an upper bound, or {@code null} if there is none. */
  public static Long atMost(Value bound, boolean inclusive) {
    BigDecimal number = number(bound);
    BigDecimal whole = number.setScale(0, RoundingMode.FLOOR);
    if (!inclusive && whole.compareTo(number) == 0) {
      whole = whole.subtract(BigDecimal.ONE);
    }
    return whole.compareTo(LEAST) < 0 ? null : (Long) whole.min(MOST).longValue();
  }

  /** A DOUBLE. */
  public static double real(Value value) {
    double real =
        value.type() == io.tabularium.model.ValueType.DOUBLE
            ? value.asDouble()
            : number(value).doubleValue();
    if (Double.isNaN(real)) {
      throw Errors.searchQueryInvalid();
    }
    // Adding 0.0 makes the two zeros one.
    return real + 0.0;
  }

  /** A BOOLEAN. */
  public static boolean truth(Value value) {
    return switch (value.type()) {
      case BOOLEAN -> value.asBoolean();
      case STRING -> {
        String text = value.asString();
        if (text.equals("true") || text.equals("false")) {
          yield text.equals("true");
        }
        throw Errors.searchQueryInvalid();
      }
      default -> throw Errors.searchQueryInvalid();
    };
  }

  /** The text of a KEYWORD, FUZZY_KEYWORD or TEXT. */
  public static BytesRef text(Value value) {
    return switch (value.type()) {
      case STRING ->
          new BytesRef(value.asBytes().array(), value.asBytes().offset(), value.asBytes().length());
      case INTEGER, DOUBLE, BOOLEAN -> new BytesRef(value.toString());
      default -> throw Errors.searchQueryInvalid();
    };
  }

  /** A DATE in nanoseconds. */
  public static long date(Value value, DateFormats formats) {
    Long nanos =
        switch (value.type()) {
          case INTEGER -> formats.ofQueryNumber(value.asLong());
          case STRING -> formats.ofQueryText(value.asString());
          default -> null;
        };
    if (nanos == null) {
      throw Errors.searchQueryInvalid();
    }
    return nanos;
  }

  /** An IP. */
  public static InetAddress address(Value value) {
    InetAddress address =
        value.type() == io.tabularium.model.ValueType.STRING
            ? IpAddresses.parse(value.asString())
            : null;
    if (address == null) {
      throw Errors.searchQueryInvalid();
    }
    return address;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tabularium.model.Errors;
import io.tabularium.model.Filter;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;

/**
 * A compiled {@link Filter.ValueTransfer}. The expression is a client's, so it runs on an engine
 * whose time is proportional to the text, and is refused when its repetitions multiply to a program
 * of unreasonable size.
 */
final class Transfer {
  private static final int MAX_TEXT_BYTES = 64 * 1024;

  /** Steps of the compiled program, roughly; bounds memory and the time for each character. */
  private static final int PROGRAM_STEPS = 4000;

  private final Pattern pattern;
  private final int group;
  private final ValueType castType;

  private Transfer(Pattern pattern, ValueType castType) {
    this.pattern = pattern;
    this.group = pattern.groupCount() == 0 ? 0 : 1;
    this.castType = castType;
  }

  /** Compiles; refuses an expression that is none or too large. */
  static Transfer of(Filter.ValueTransfer transfer) {
    String regex = transfer.regex();
    if (RegexSize.of(regex) > PROGRAM_STEPS) {
      throw Errors.invalidRegex(regex);
    }
    try {
      return new Transfer(Pattern.compile(regex), transfer.castType());
    } catch (PatternSyntaxException e) {
      throw Errors.invalidRegex(regex);
    }
  }

  /** Longer cells do not match: an expression's time grows with the text it searches. */
  private static boolean isSearchable(Value cell) {
    return cell.type() == ValueType.STRING && cell.asBytes().length() <= MAX_TEXT_BYTES;
  }

  /** Whether a cell is a string in which the expression matches. */
  boolean matches(Value cell) {
    return isSearchable(cell) && pattern.matcher(cell.asString()).find();
  }

  /** The value to compare instead of a cell, or {@code null} if the cell yields none. */
  Value apply(Value cell) {
    if (!isSearchable(cell)) {
      return null;
    }
    Matcher matcher = pattern.matcher(cell.asString());
    if (!matcher.find()) {
      return null;
    }
    String part = matcher.group(group);
    return part == null ? null : cast(part);
  }

  private Value cast(String text) {
    try {
      return switch (castType) {
        case STRING -> Value.string(text);
        case INTEGER -> Value.integer(Long.parseLong(text));
        case DOUBLE -> real(text);
        default -> throw new IllegalStateException("not a cast type: " + castType);
      };
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Value real(String text) {
    // Double.parseDouble also takes blanks, "NaN", "Infinity", a hexadecimal form and the suffixes
    // of Java source; none of them is a number to the protocol.
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean numeric =
          (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E';
      if (!numeric) {
        return null;
      }
    }
    double number = Double.parseDouble(text);
    return Double.isInfinite(number) ? null : Value.real(number);
  }
}

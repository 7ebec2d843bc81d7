/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.load;

import java.util.Properties;

/** The arguments of a generator process: {@code name=value} words. */
public final class Settings {
  private final Properties values = new Properties();

  /** Reads the arguments. */
  public Settings(String[] arguments) {
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("not name=value: " + argument);
      }
      values.setProperty(argument.substring(0, equals), argument.substring(equals + 1));
    }
  }

  /** A text that must be given. */
  public String text(String name) {
    String value = values.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("missing argument " + name);
    }
    return value;
  }

  /** A number that must be given. */
  public long number(String name) {
    return Long.parseLong(text(name));
  }

  /** A number, or what it is if not given. */
  public long number(String name, long otherwise) {
    return values.containsKey(name) ? number(name) : otherwise;
  }

  /** All of them. */
  public Properties all() {
    return values;
  }
}

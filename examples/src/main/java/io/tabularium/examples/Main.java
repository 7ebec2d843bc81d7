/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples;

import io.tabularium.examples.wtable.Example;
import java.io.IOException;
import java.util.Arrays;

/** Runs an example by name. */
public final class Main {
  private Main() {}

  /** The first argument is the example's name, the others are its own. */
  public static void main(String[] arguments) throws IOException {
    String name = arguments.length == 0 ? "" : arguments[0];
    String[] rest = Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
    if (name.equals("wtable")) {
      Example.main(rest);
    } else {
      System.err.println("Usage: tabularium examples wtable [PROPERTIES-FILE | HOST:PORT]");
      System.exit(2);
    }
  }
}

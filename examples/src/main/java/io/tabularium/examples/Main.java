/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples;

import io.tabularium.examples.album.Album;
import io.tabularium.examples.orders.Orders;
import io.tabularium.examples.wtable.Example;
import java.io.IOException;
import java.util.Arrays;
import picocli.CommandLine;

/** Runs an example by name. */
public final class Main {
  private Main() {}

  /** The first argument is the example's name, the others are its own. */
  public static void main(String[] arguments) throws IOException {
    String name = arguments.length == 0 ? "" : arguments[0];
    String[] rest = Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
    switch (name) {
      case "wtable" -> Example.main(rest);
      case "album" -> System.exit(new CommandLine(new Album()).execute(rest));
      case "orders" -> System.exit(new CommandLine(new Orders()).execute(rest));
      default -> {
        System.err.println("Usage: tabularium example wtable [PROPERTIES-FILE | HOST:PORT]");
        System.err.println("       tabularium example album [OPTIONS]");
        System.err.println("       tabularium example orders [OPTIONS]");
        System.exit(2);
      }
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Figures by name, as a process prints them for the one that started it: a line for each. */
public final class Scores {
  private static final String BEGIN = "SCORE ";

  private final Map<String, Double> figures;

  private Scores(Map<String, Double> figures) {
    this.figures = figures;
  }

  /**
   * Prints a figure.
   *
   * @param name without spaces
   */
  public static void tell(String name, double figure) {
    System.out.println(BEGIN + name + " " + figure);
  }

  /** The figures among the lines a process printed. */
  public static Scores in(List<String> lines) {
    return new Scores(
        lines.stream()
            .filter(line -> line.startsWith(BEGIN))
            .map(line -> line.substring(BEGIN.length()).split(" "))
            .collect(Collectors.toMap(words -> words[0], words -> Double.parseDouble(words[1]))));
  }

  /**
   * A figure.
   *
   * @throws IllegalStateException if the process did not tell it
   */
  public double get(String name) {
    Double figure = figures.get(name);
    if (figure == null) {
      throw new IllegalStateException("the process told no figure " + name);
    }
    return figure;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.search;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks questions and prints them with their answers and how long they took. */
public final class Interview {
  private final PrintWriter out;

  Interview(PrintWriter out) {
    this.out = out;
  }

  /**
   * One question.
   *
   * @param question in words
   * @param asking how it is asked; this is what is timed
   * @param telling the answer in lines
   */
  public <T> void ask(String question, Supplier<T> asking, Function<T, List<String>> telling) {
    long begun = System.nanoTime();
    T answer = asking.get();
    double millis = (System.nanoTime() - begun) / 1e6;
    out.println();
    out.println(question);
    telling.apply(answer).forEach(line -> out.println("  " + line));
    out.println(String.format(Locale.ROOT, "  (%.1f ms)", millis));
    out.flush();
  }
}

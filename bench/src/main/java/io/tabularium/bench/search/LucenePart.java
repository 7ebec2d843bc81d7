/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import io.tabularium.bench.report.RatioTable;
import io.tabularium.bench.report.Target;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The same questions put to our index and to Lucene on the same files: what everything above Lucene
 * costs.
 */
final class LucenePart {
  private static final Target TARGET = Target.atMost(1.5);

  private final LoadedIndex loaded;
  private final int rounds;

  LucenePart(LoadedIndex loaded, int rounds) {
    this.loaded = loaded;
    this.rounds = rounds;
  }

  void run() throws Exception {
    List<Question> questions = Question.all();
    SplittableRandom random = new SplittableRandom(11);
    Times times = new Times();
    Progress progress = new Progress("turns", 2L * rounds);
    for (int round = -rounds; round < rounds; round++) {
      if (round == 0) {
        times.clear();
      }
      for (Question question : questions) {
        Question.Asked asked = question.draw(random);
        int[] found = new int[2];
        // Who comes second finds in the processor's caches what the first has fetched.
        for (int side = 0; side < 2; side++) {
          if ((side + round & 1) == 0) {
            times.take(ours(question), () -> found[0] = asked.answer(loaded.index()));
          } else {
            times.take(lucene(question), () -> found[1] = asked.answer(loaded.lucene()));
          }
        }
        if (found[0] != found[1]) {
          throw new IllegalStateException(
              question.name() + ": Lucene found " + found[1] + ", we " + found[0]);
        }
      }
      progress.done(round + rounds + 1L);
    }
    RatioTable table =
        new RatioTable(
            String.format(
                Locale.ROOT,
                "Questions about %,d orders, first %d rows, median",
                loaded.index().statistics().rows(),
                Question.PAGE),
            "Lucene",
            "ours");
    for (Question question : questions) {
      table.add(
          question.name(),
          times.median(lucene(question)),
          times.median(ours(question)),
          "ms",
          TARGET);
    }
    System.out.println();
    System.out.print(table.render());
  }

  private static String ours(Question question) {
    return "ours " + question.name();
  }

  private static String lucene(Question question) {
    return "lucene " + question.name();
  }
}

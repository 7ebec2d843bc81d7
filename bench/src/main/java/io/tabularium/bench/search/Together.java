/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does something on several threads at the same time. */
final class Together {
  private Together() {}

  /** What one thread does. */
  @FunctionalInterface
  interface Work<T> {
    /**
     * Does it.
     *
     * @param number the thread's, from 0
     */
    T run(int number) throws Exception;
  }

  /**
   * Answers what each thread has answered, in the order of their numbers, when all have ended.
   *
   * @throws java.util.concurrent.ExecutionException if one has failed
   */
  static <T> List<T> run(int threads, Work<T> work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<T>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        all.add(() -> work.run(number));
      }
      List<T> answers = new ArrayList<>();
      for (Future<T> ended : executor.invokeAll(all)) {
        answers.add(ended.get());
      }
      return answers;
    } finally {
      executor.shutdown();
    }
  }
}

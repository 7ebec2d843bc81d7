/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work in parts. */
class CrewTest {
  private final ExecutorService executor = Executors.newFixedThreadPool(2);

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  @Test
  void eachPartIsDoneOnce() {
    AtomicIntegerArray done = new AtomicIntegerArray(1000);
    new Crew(3, executor).each(done.length(), done::incrementAndGet);
    for (int i = 0; i < done.length(); i++) {
      assertThat(done.get(i)).as("part %d", i).isEqualTo(1);
    }
  }

  @Test
  void nothingToDoIsDoneAtOnce() {
    new Crew(3, executor).each(0, part -> assertThat(part).as("no part").isNegative());
  }

  @Test
  void partsAreDoneAtTheSameTime() throws Exception {
    CountDownLatch all = new CountDownLatch(3);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    new Crew(3, executor)
        .each(
            3,
            part -> {
              threads.add(Thread.currentThread());
              all.countDown();
              await(all);
            });
    assertThat(threads).hasSize(3).contains(Thread.currentThread());
  }

  @Test
  void whatAHelperDoesMeanwhileIsDoneOnce() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger count = new AtomicInteger();
    Crew.Job job =
        new Crew(2, executor)
            .meanwhile(
                () -> {
                  begun.countDown();
                  await(go);
                  count.incrementAndGet();
                });
    await(begun);
    assertThat(job.isDone()).isFalse();
    go.countDown();
    job.finish();
    assertThat(job.isDone()).isTrue();
    assertThat(count).hasValue(1);
  }

  @Test
  void theCallerDoesWhatNobodyHasBegun() {
    AtomicInteger count = new AtomicInteger();
    Crew.Job job = new Crew(2, dropped -> {}).meanwhile(count::incrementAndGet);
    assertThat(job.isDone()).isFalse();
    job.finish();
    assertThat(count).hasValue(1);
  }

  @Test
  void aFailureMeanwhileIsToldAtTheEnd() {
    Crew.Job job =
        new Crew(2, executor)
            .meanwhile(
                () -> {
                  throw new IllegalStateException("meanwhile");
                });
    assertThatThrownBy(job::finish).isInstanceOf(IllegalStateException.class);
    assertThat(job.isDone()).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void noThreadThatHasNotBegunIsWaitedFor() {
    List<Runnable> never = new ArrayList<>();
    AtomicInteger done = new AtomicInteger();
    new Crew(4, never::add).each(10, part -> done.incrementAndGet());
    assertThat(done).hasValue(10);
    assertThat(never).hasSize(3);
    never.forEach(Runnable::run);
    assertThat(done).as("one that comes late finds nothing to do").hasValue(10);
  }

  @Test
  void theFirstFailureIsTheCallersAndEndsTheWork() {
    IllegalStateException failure = new IllegalStateException("no");
    AtomicInteger done = new AtomicInteger();
    assertThatThrownBy(
            () ->
                Crew.ALONE.each(
                    10,
                    part -> {
                      if (part == 3) {
                        throw failure;
                      }
                      done.incrementAndGet();
                    }))
        .isSameAs(failure);
    assertThat(done).hasValue(3);
  }

  @Test
  void aFailureElsewhereIsTheCallersToo() {
    CountDownLatch both = new CountDownLatch(2);
    Thread caller = Thread.currentThread();
    assertThatThrownBy(
            () ->
                new Crew(2, executor)
                    .each(
                        2,
                        part -> {
                          both.countDown();
                          await(both);
                          if (Thread.currentThread() != caller) {
                            throw new OutOfMemoryError("there");
                          }
                        }))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("there");
  }
}

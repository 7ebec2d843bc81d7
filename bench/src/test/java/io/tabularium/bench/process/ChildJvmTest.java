/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {
  private static final Duration AMPLE = Duration.ofMinutes(2);

  @TempDir Path directory;

  private ChildJvm start(String... arguments) {
    return ChildJvm.start(
        "the child",
        List.of("-XX:TieredStopAtLevel=1"),
        System.getProperty("java.class.path"),
        Child.class.getName(),
        List.of(arguments),
        directory.resolve("child.log"));
  }

  /** Prints its arguments and ends with code 3 if one of them says so. */
  static final class Child {
    public static void main(String[] arguments) throws InterruptedException {
      for (String argument : arguments) {
        System.out.println(argument);
      }
      if (List.of(arguments).contains("fail")) {
        System.exit(3);
      }
      if (List.of(arguments).contains("stay")) {
        new java.util.concurrent.CountDownLatch(1).await();
      }
    }
  }

  @Test
  void theOutputOfAProcessThatEndsWellIsReturned() {
    try (ChildJvm child = start("one", "two")) {
      assertThat(child.awaitSuccess(AMPLE)).containsExactly("one", "two");
    }
  }

  @Test
  void aProcessThatFailsIsReportedWithTheEndOfItsLog() {
    try (ChildJvm child = start("reason", "fail")) {
      assertThatThrownBy(() -> child.awaitSuccess(AMPLE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the child ended with code 3")
          .hasMessageContaining("reason");
    }
  }

  @Test
  void aLineThatNeverComesIsReportedOnceTheProcessHasEnded() {
    try (ChildJvm child = start("one")) {
      assertThatThrownBy(() -> child.awaitLine("two"::equals, AMPLE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the child ended");
    }
  }

  @Test
  void closingEndsAProcessThatWouldStay() {
    long pid;
    try (ChildJvm child = start("ready", "stay")) {
      assertThat(child.awaitLine("ready"::equals, AMPLE)).isEqualTo("ready");
      pid = child.pid();
      assertThat(ProcessFacts.cpu(pid)).isPositive();
      assertThat(ProcessFacts.memoryBytes(pid, "VmRSS")).isGreaterThan(1 << 20);
    }
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the system knows about a process; needs Linux's {@code /proc} for memory. */
public final class ProcessFacts {
  private ProcessFacts() {}

  /**
   * User and system time a process has used, with all its threads (on Linux: utime and stime of
   * {@code /proc/PID/stat}).
   *
   * @throws IllegalStateException if there is no such process or the system does not tell
   */
  public static Duration cpu(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElseThrow(() -> new IllegalStateException("no CPU time known of process " + pid));
  }

  /**
   * A size from {@code /proc/PID/status}, in bytes.
   *
   * @param field such as {@code VmRSS} (resident memory) or {@code RssAnon} (without mapped files)
   */
  public static long memoryBytes(long pid, String field) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try {
      for (String line : Files.readAllLines(status, StandardCharsets.UTF_8)) {
        if (line.startsWith(field + ":")) {
          String[] words = line.split("\\s+");
          return Long.parseLong(words[1]) * 1024;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("no " + field + " in " + status);
  }
}

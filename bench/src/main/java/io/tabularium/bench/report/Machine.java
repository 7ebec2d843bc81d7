/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a benchmark ran. Facts the system does not tell are {@code unknown}.
 *
 * @param cores processors the JVM may use
 * @param processor the processor's name
 * @param memoryBytes physical memory, or -1
 * @param jdk the JDK's vendor and version
 * @param system the operating system and its kernel
 */
public record Machine(int cores, String processor, long memoryBytes, String jdk, String system) {

  /** This machine. */
  public static Machine current() {
    String kernel = System.getProperty("os.name") + " " + System.getProperty("os.version");
    String distribution = find("/etc/os-release", "^PRETTY_NAME=\"?([^\"]*)\"?$");
    String memory = find("/proc/meminfo", "^MemTotal:\\s+(\\d+) kB$");
    String processor = find("/proc/cpuinfo", "^model name\\s*:\\s*(.*)$");
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        processor == null ? "unknown processor" : processor,
        memory == null ? -1 : Long.parseLong(memory) * 1024,
        System.getProperty("java.vendor") + " " + Runtime.version(),
        (distribution == null ? "" : distribution + ", ")
            + kernel
            + " "
            + System.getProperty("os.arch"));
  }

  private static String find(String file, String regex) {
    Pattern pattern = Pattern.compile(regex);
    try {
      List<String> lines = Files.readAllLines(Path.of(file), StandardCharsets.UTF_8);
      for (String line : lines) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.matches()) {
          return matcher.group(1);
        }
      }
    } catch (IOException e) {
      // Not this kind of system: the fact stays unknown.
    }
    return null;
  }

  /** The machine in one line. */
  @Override
  public String toString() {
    String memory =
        memoryBytes < 0
            ? "unknown RAM"
            : String.format(Locale.ROOT, "%.1f GiB RAM", memoryBytes / (double) (1 << 30));
    return cores + " cores (" + processor + "), " + memory + ", JDK " + jdk + ", " + system;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.wtable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every scenario docs/wtable.md lists is numbered, and the tests it names exist. */
final class ScenarioTableTest {
  private static final Path ROOT = Path.of("..");
  private static final int SCENARIOS = 40;
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ([0-9]+) \\| [^|]+ \\| ([^|]+) \\|$");
  private static final Pattern NAME = Pattern.compile("`([A-Za-z0-9]+Test)\\.([A-Za-z0-9]+)`");

  @Test
  void everyScenarioIsATest() throws IOException {
    String page = Files.readString(ROOT.resolve("docs").resolve("wtable.md"));
    Map<String, Path> sources = testSources();
    Matcher row = ROW.matcher(page);
    List<Integer> numbers = new ArrayList<>();
    while (row.find()) {
      numbers.add(Integer.parseInt(row.group(1)));
      Matcher name = NAME.matcher(row.group(2));
      int named = 0;
      while (name.find()) {
        named++;
        assertThat(sources).as(row.group()).containsKey(name.group(1));
        assertThat(Files.readString(sources.get(name.group(1))))
            .as(row.group())
            .containsPattern(
                "@(Test|ParameterizedTest|Property)\\b[^;]*\\bvoid " + name.group(2) + "\\(");
      }
      assertThat(named).as(row.group()).isPositive();
    }
    assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, SCENARIOS).boxed().toList());
  }

  /** The tests' files by the names of their classes. */
  private static Map<String, Path> testSources() throws IOException {
    Map<String, Path> sources = new HashMap<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = directory.getFileName().toString();
            return name.equals("target") || (name.startsWith(".") && !name.equals(".."))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            if (name.endsWith("Test.java") && file.toString().contains("/src/test/")) {
              sources.put(name.substring(0, name.length() - ".java".length()), file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return sources;
  }
}

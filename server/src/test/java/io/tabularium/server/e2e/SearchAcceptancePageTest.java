/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** docs/search-acceptance.md names a test for every case and every open point, and it is there. */
class SearchAcceptancePageTest {
  private static final Path ROOT = Path.of("..");
  private static final Set<String> WITHOUT_TESTS = Set.of("target", ".git", "node_modules");
  private static final int CASES = 45;
  private static final int OPEN_POINTS = 14;
  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|.*\\| ([^|]*) \\|");
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

  private record Line(int number, List<Matcher> tests) {}

  private static List<Line> lines(String part) {
    return part.lines()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(row -> new Line(Integer.parseInt(row.group(1)), tests(row.group(2))))
        .toList();
  }

  private static List<Matcher> tests(String cell) {
    List<Matcher> tests = new ArrayList<>();
    for (String word : cell.split(", ")) {
      Matcher test = TEST.matcher(word);
      assertThat(test.matches()).as("%s is a test", word).isTrue();
      tests.add(test);
    }
    return tests;
  }

  /** The sources of all test classes by their simple names. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return WITHOUT_TESTS.contains(path.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            String name = path.getFileName().toString();
            if (name.endsWith(".java") && path.toString().contains("/src/test/")) {
              sources.put(name.substring(0, name.length() - ".java".length()), read(path));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return sources;
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyCaseHasATest() throws IOException {
    String page = Files.readString(ROOT.resolve("docs").resolve("search-acceptance.md"));
    int parts = page.indexOf("## Open points");
    List<Line> cases = lines(page.substring(0, parts));
    List<Line> open = lines(page.substring(parts));
    assertThat(cases.stream().map(Line::number))
        .isEqualTo(IntStream.rangeClosed(1, CASES).boxed().toList());
    assertThat(open.stream().map(Line::number))
        .isEqualTo(IntStream.rangeClosed(1, OPEN_POINTS).boxed().toList());
    Map<String, String> sources = sources();
    for (List<Line> lines : List.of(cases, open)) {
      for (Line line : lines) {
        for (Matcher test : line.tests()) {
          assertThat(sources).containsKey(test.group(1));
          assertThat(sources.get(test.group(1)))
              .as(test.group())
              .containsPattern("@Test\\s+(@\\w+(\\([^)]*\\))?\\s+)*void " + test.group(2) + "\\(");
        }
      }
    }
  }
}

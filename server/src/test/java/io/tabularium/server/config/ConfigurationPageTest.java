/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * docs/configuration.md between its two marks is what {@link Keys} says, and its example is a valid
 * file. Run with {@code -Dtabularium.docs=write} to bring the page up to date.
 */
final class ConfigurationPageTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");
  private static final String BEGIN = "<!-- settings: begin -->\n";
  private static final String END = "<!-- settings: end -->\n";

  @Test
  void thePageListsEverySetting() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    if ("write".equals(System.getProperty("tabularium.docs"))) {
      Files.writeString(PAGE, page.substring(0, begin) + table() + page.substring(end));
      return;
    }
    assertThat(page.substring(begin, end)).isEqualTo(table());
  }

  @Test
  void theExampleIsValid() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("```yaml\n") + 8;
    String example = page.substring(begin, page.indexOf("```", begin));
    ServerSettings settings =
        ServerSettings.from(
            "example.yaml", YamlFile.parse("example.yaml", example), name -> "a-secret");
    settings.refuseExposure();
    assertThat(settings.accessKeys()).isNotEmpty();
  }

  private static String table() {
    StringBuilder table = new StringBuilder("| setting | default | |\n|---|---|---|\n");
    for (Key<?> key : Keys.all()) {
      String kind =
          switch (key.shape()) {
            case VALUE -> "be " + key.kind().expectation();
            case LIST -> "be a list, each element " + key.kind().expectation();
            case MAP -> "hold names, each with " + key.kind().expectation();
          };
      table
          .append("| `")
          .append(key.path())
          .append("` | ")
          .append(key.defaultText() == null ? "" : "`" + key.defaultText() + "`")
          .append(" | ")
          .append(key.help())
          .append(" <br>Must ")
          .append(kind.replace("*", "\\*"))
          .append(". |\n");
    }
    return table.toString();
  }
}

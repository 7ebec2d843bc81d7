/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.server.testkit.TestServer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs a server offers for pasting do work when pasted. */
final class GreetingTest {
  @TempDir Path directory;

  @Test
  void theJavaSnippetCompilesAndRunsTwice() throws Exception {
    try (TestServer server = TestServer.start()) {
      Path source = directory.resolve("Hello.java");
      Files.writeString(source, Greeting.snippet("java", server.endpoint()));
      String classPath = System.getProperty("java.class.path");
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      assertThat(
              compiler.run(
                  null,
                  null,
                  null,
                  "-d",
                  directory.toString(),
                  "-cp",
                  classPath,
                  source.toString()))
          .isZero();
      for (int run = 0; run < 2; run++) {
        assertThat(output(classPath)).contains("Ada Lovelace").contains("1815");
      }
    }
  }

  private String output(String classPath) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    directory + File.pathSeparator + classPath,
                    "Hello"))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void theReadmeShowsTheSameJavaProgram() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    assertThat(readme).contains(Greeting.snippet("java", "http://127.0.0.1:8280"));
    assertThat(readme).contains(Greeting.snippet("js", "http://127.0.0.1:8280"));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import io.tabularium.server.Server;
import io.tabularium.wire.tablestore.Development;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a server says when it is ready. */
public final class Greeting {
  private Greeting() {}

  /** One line; in development mode also the key and programs that work when pasted. */
  static String ready(Server server) {
    String line = "Tabularium is ready at " + server.endpoint();
    if (server.wtableAddress() != null) {
      line += System.lineSeparator() + "WTable clients connect to " + server.wtableAddress();
    }
    if (!server.settings().developmentMode()) {
      return line;
    }
    return String.join(
        System.lineSeparator(),
        line,
        "",
        "Development mode: only this machine can connect, instances appear on first use.",
        "Access key id: " + Development.KEY + "    access key secret: " + Development.KEY,
        "",
        "Java (com.aliyun.openservices:tablestore):",
        "",
        snippet("java", server.endpoint()).indent(4).stripTrailing(),
        "",
        "Node.js (npm install tablestore):",
        "",
        snippet("js", server.endpoint()).indent(4).stripTrailing(),
        "");
  }

  /** A program that creates a table, writes a row and reads it. */
  public static String snippet(String language, String endpoint) {
    try (InputStream in = Greeting.class.getResourceAsStream("snippet." + language)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.replace("http://127.0.0.1:8280", endpoint).stripTrailing();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

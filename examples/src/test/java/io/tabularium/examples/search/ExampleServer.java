/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.search;

import com.alicloud.openservices.tablestore.SyncClient;
import io.tabularium.server.Server;
import io.tabularium.server.config.Address;
import io.tabularium.server.config.AdminSettings;
import io.tabularium.server.config.ServerSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The real server, and examples run against it as from the command line. */
public final class ExampleServer implements AutoCloseable {
  private final Server server;
  private final SyncClient client;

  /** A server over a directory. */
  public ExampleServer(Path data) {
    Address anywhere = new Address("127.0.0.1", 0);
    server =
        Server.start(
            ServerSettings.defaults()
                .withData(data)
                .withListen(anywhere)
                .withAdmin(new AdminSettings(anywhere, false)));
    client = new SyncClient(server.endpoint(), "tabularium", "tabularium", "examples");
  }

  /** What running an example has led to. */
  public record Outcome(int code, String out, String err) {}

  /** Runs an example against this server. */
  public Outcome run(SearchExample example, String... options) {
    List<String> arguments = new ArrayList<>(List.of("--endpoint", server.endpoint()));
    arguments.addAll(List.of(options));
    return runAnywhere(example, arguments.toArray(String[]::new));
  }

  /** Runs an example with just these options. */
  public static Outcome runAnywhere(SearchExample example, String... options) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(example)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(options);
    return new Outcome(code, out.toString(), err.toString());
  }

  /** The table that an example has filled. */
  public SearchedTable table(SearchExample example) {
    return new SearchedTable(client, example.design(), new PrintWriter(new StringWriter(), true));
  }

  @Override
  public void close() {
    client.shutdown();
    server.close();
  }
}

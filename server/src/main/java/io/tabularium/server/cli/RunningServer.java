/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import io.tabularium.server.DataDirectory;
import io.tabularium.server.StartupException;
import io.tabularium.server.admin.AdminServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;

/** The server that has a data directory open, asked to do what this process therefore cannot. */
final class RunningServer {
  private final DataDirectory.Administration admin;

  private RunningServer(DataDirectory.Administration admin) {
    this.admin = admin;
  }

  /**
   * The server behind a directory.
   *
   * @param locked what opening the directory failed with
   */
  static RunningServer of(DataDirectory directory, DataDirectory.LockedException locked) {
    return new RunningServer(
        directory
            .admin()
            .orElseThrow(
                () ->
                    new StartupException(
                        locked.getMessage() + " Is it just starting? Try again.", locked)));
  }

  /**
   * Has it do something and passes its reports on.
   *
   * @param request path and query
   * @param done how the last line begins if it succeeded
   * @param failed how the last line begins if it did not; the reason follows
   * @return the last line
   */
  String post(String request, String done, String failed) throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    try {
      HttpResponse<Stream<String>> response =
          client.send(
              HttpRequest.newBuilder(URI.create(admin.address() + request))
                  .header("Authorization", AdminServer.authorization(admin.token()))
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofLines());
      try (Stream<String> lines = response.body()) {
        return follow(response.statusCode(), lines.iterator(), done, failed);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new StartupException(
          "The server that uses the data could not be reached at " + admin.address() + ".", e);
    }
  }

  private String follow(int status, Iterator<String> lines, String done, String failed) {
    String last = "";
    while (lines.hasNext()) {
      last = lines.next();
      if (status == 200 && !last.startsWith(done) && !last.startsWith(failed)) {
        System.out.println(last);
      }
    }
    if (status == 200 && last.startsWith(done)) {
      return last;
    }
    if (last.startsWith(failed)) {
      throw new StartupException(last.substring(failed.length()), null);
    }
    throw new StartupException(
        status == 200
            ? "The server at " + admin.address() + " stopped before it was done."
            : "The server at " + admin.address() + " refused: " + last + ".",
        null);
  }
}

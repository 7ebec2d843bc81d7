/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import io.tabularium.bench.process.Workspace;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests that take orders in, made beforehand and kept in files, so that what is measured is the
 * server and not how rows are made up and encoded. A file for each thread that sends them: the
 * length of a body, four bytes, and the body, again and again.
 */
final class PreparedRequests implements AutoCloseable {
  /** Rows of a request; our protocol's most. */
  private static final int BATCH = 200;

  private static final int SENDERS = 2;

  private static final int BUFFER = 1 << 20;

  private final Workspace workspace;
  private final Path directory;
  private final String server;
  private final int orders;

  private PreparedRequests(Workspace workspace, Path directory, String server, int orders) {
    this.workspace = workspace;
    this.directory = directory;
    this.server = server;
    this.orders = orders;
  }

  /** The body of a request. */
  @FunctionalInterface
  interface Encoder {
    byte[] encode(int from, int to);
  }

  /** Sends a request and looks at the reply. */
  @FunctionalInterface
  interface Sender {
    void send(byte[] body) throws IOException;
  }

  /**
   * Makes them.
   *
   * @param server whom they are for
   */
  static PreparedRequests prepare(Workspace workspace, String server, int orders, Encoder encoder)
      throws Exception {
    Path directory = workspace.directory("requests-" + server);
    PreparedRequests made = new PreparedRequests(workspace, directory, server, orders);
    made.inParallel("requests for " + server, (number, done) -> made.write(number, encoder, done));
    return made;
  }

  private Path file(int number) {
    return directory.resolve(Integer.toString(number));
  }

  private void write(int number, Encoder encoder, Done done) throws IOException {
    try (FileOutputStream file = new FileOutputStream(file(number).toFile());
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(file, BUFFER))) {
      for (int from = number * BATCH; from < orders; from += SENDERS * BATCH) {
        int to = Math.min(orders, from + BATCH);
        byte[] body = encoder.encode(from, to);
        out.writeInt(body.length);
        out.write(body);
        done.add(to - from);
      }
      out.flush();
      // Else the system would write it out while the servers write theirs.
      file.getFD().sync();
    }
  }

  /** Sends all of them. */
  void send(Sender sender) throws Exception {
    inParallel("orders, " + server, (number, done) -> read(number, sender, done));
  }

  private void read(int number, Sender sender, Done done) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file(number)), BUFFER))) {
      for (int from = number * BATCH; from < orders; from += SENDERS * BATCH) {
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        sender.send(body);
        done.add(Math.min(orders, from + BATCH) - from);
      }
    }
  }

  /** Is told how many orders more are done. */
  @FunctionalInterface
  private interface Done {
    void add(int orders);
  }

  /** Does the work of one thread. */
  @FunctionalInterface
  private interface Work {
    void run(int number, Done done) throws IOException;
  }

  private void inParallel(String what, Work work) throws Exception {
    AtomicLong sum = new AtomicLong();
    Progress progress = new Progress(what, orders);
    Done done =
        more -> {
          long now = sum.addAndGet(more);
          synchronized (progress) {
            progress.done(now);
          }
        };
    List<Void> unused =
        Together.run(
            SENDERS,
            number -> {
              work.run(number, done);
              return null;
            });
  }

  /** Removes the files. */
  @Override
  public void close() {
    workspace.remove(directory);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.testkit.Bytes.bytes;

import io.tabularium.storage.Durability;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.TableSpace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own, to be killed. It either just holds a store open, or writes on several
 * threads as fast as it can and prints what was acknowledged, a line {@code thread number} each.
 */
final class CrashChild {
  static final int THREADS = 4;

  private CrashChild() {}

  static Process start(Path directory, String mode) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(CrashChild.class.getName(), directory.toString(), mode));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** The value of a row, long enough that memtables fill up and log files change. */
  static byte[] value(int thread, int number) {
    return bytes((thread + ":" + number + ";").repeat(200));
  }

  static byte[] key(int thread, int number) {
    return bytes(String.format("%d/%08d", thread, number));
  }

  /** The settings of the store, here and in the process that looks at it afterwards. */
  static StoreConfig config(Path directory, String mode) {
    Durability durability =
        mode.equals("periodic") ? Durability.periodic(Duration.ofMillis(50)) : Durability.SYNC;
    return new StoreConfig(directory, durability, 8 << 20, 1 << 20);
  }

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    String mode = arguments[1];
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    Store store = new RocksStoreProvider().open(config(directory, mode));
    if (mode.equals("hold")) {
      out.println("open");
      Thread.sleep(Long.MAX_VALUE);
    }
    TableSpace table = store.table(1);
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      new Thread(() -> writeForever(table, thread, out)).start();
    }
  }

  private static void writeForever(TableSpace table, int thread, PrintStream out) {
    byte[] partition = bytes(thread + "/");
    for (; ; ) {
      int written =
          table
              .transact(
                  partition,
                  tx -> {
                    byte[] last = tx.get(Keyspace.SEQUENCES, partition);
                    int next =
                        last == null
                            ? 1
                            : Integer.parseInt(new String(last, StandardCharsets.US_ASCII)) + 1;
                    tx.put(Keyspace.ROWS, key(thread, next), value(thread, next));
                    tx.append(Keyspace.PAGES, key(thread, next / 10), new byte[] {(byte) next});
                    tx.put(Keyspace.SEQUENCES, partition, bytes(Integer.toString(next)));
                    return next;
                  })
              .join();
      out.println(thread + " " + written);
    }
  }
}

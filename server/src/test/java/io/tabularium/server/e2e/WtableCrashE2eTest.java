/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.testkit.WtableConnection.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.server.testkit.TabulariumProcess;
import io.tabularium.server.testkit.WtableConnection;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Flags;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real process, killed in the middle of writes to both spaces. Each worker writes rows of its
 * own and knows what was acknowledged; afterwards both lists of the Z space must agree with that
 * and with each other.
 */
class WtableCrashE2eTest {
  private static final int CRASHES = 3;
  private static final int COLUMNS = 20;
  private static final Pattern ADDRESS = Pattern.compile("WTable clients connect to (\\S+)");

  @TempDir private Path data;

  private final long seed = System.nanoTime();

  /** What one worker knows of its row, and the one write that may or may not have happened. */
  private final class Worker extends Thread {
    private final String row;
    private final String address;
    private final Map<String, Long> scores;
    private final Random random;
    private String column;
    private Long inFlight;
    private Throwable failure;
    private volatile int done;

    Worker(int id, String address, Map<String, Long> scores) {
      this.row = "row" + id;
      this.address = address;
      this.scores = scores;
      this.random = new Random(seed + id);
    }

    @Override
    public void run() {
      try (WtableConnection client = new WtableConnection(address)) {
        while (true) {
          column = "c" + random.nextInt(COLUMNS);
          int kind = random.nextInt(4);
          long score = random.nextInt(1000) - 500;
          Long before = scores.get(column);
          WireRecord record = record(row, column, "v", score);
          Command command;
          if (kind == 0) {
            command = Command.DEL;
            inFlight = null;
          } else if (kind == 1) {
            command = Command.INCR;
            inFlight = (before == null ? 0 : before) + score;
          } else {
            command = Command.SET;
            inFlight = score;
          }
          assertThat(client.one(command, Flags.Z, record).code()).isZero();
          if (inFlight == null) {
            scores.remove(column);
          } else {
            scores.put(column, inFlight);
          }
          column = null;
          done++;
        }
      } catch (IOException e) {
        // The server is gone.
      } catch (Throwable e) {
        failure = e;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync", "periodic"})
  void bothListsAgreeAfterEveryCrash(String durability) throws Exception {
    List<Map<String, Long>> known = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      known.add(new HashMap<>());
    }
    List<Worker> workers = new ArrayList<>();
    for (int crash = 0; crash <= CRASHES; crash++) {
      try (TabulariumProcess process =
          TabulariumProcess.server(data, "--wtable", "127.0.0.1:0", "--durability", durability)) {
        Matcher matcher = ADDRESS.matcher("");
        Awaitility.await().until(() -> matcher.reset(process.output()).find());
        String address = matcher.group(1);
        try (WtableConnection client = new WtableConnection(address)) {
          for (Worker worker : workers) {
            check(client, worker);
          }
        }
        workers.clear();
        if (crash == CRASHES) {
          assertThat(process.terminate()).isZero();
          return;
        }
        for (int i = 0; i < known.size(); i++) {
          Worker worker = new Worker(i, address, known.get(i));
          workers.add(worker);
          worker.start();
        }
        Awaitility.await().until(() -> workers.stream().allMatch(worker -> worker.done > 100));
        process.kill();
        for (Worker worker : workers) {
          worker.join();
          assertThat(worker.failure).isNull();
        }
      }
    }
  }

  private static void check(WtableConnection client, Worker worker) throws IOException {
    Map<String, Long> byColumn = list(client, worker.row, 2);
    assertThat(list(client, worker.row, 1)).isEqualTo(byColumn);
    if (worker.column != null) {
      // Its acknowledgement did not arrive, so either is right.
      Long now = byColumn.get(worker.column);
      assertThat(now).isIn(worker.scores.get(worker.column), worker.inFlight);
      if (now == null) {
        worker.scores.remove(worker.column);
      } else {
        worker.scores.put(worker.column, now);
      }
    }
    assertThat(byColumn).isEqualTo(worker.scores);
  }

  private static Map<String, Long> list(WtableConnection client, String row, int space)
      throws IOException {
    WireRecord pivot =
        new WireRecord(0, (byte) 0, space, row.getBytes(UTF_8), new byte[0], new byte[0], 0, 0, 0);
    Body.Scan scan = new Body.Scan(Flags.ASCENDING | Flags.FROM_START, pivot, 1000);
    Body.Many page = (Body.Many) client.call(Command.SCAN, 0, scan).body();
    return page.records().stream()
        .collect(Collectors.toMap(r -> new String(r.column(), UTF_8), WireRecord::score));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.lean;

import io.tabularium.bench.load.KeyChooser;
import io.tabularium.bench.load.LoadResult;
import io.tabularium.bench.load.Settings;
import io.tabularium.bench.load.Window;
import io.tabularium.bench.load.WorkloadMix;
import io.tabularium.bench.ycsb.TablestoreClient;
import io.tabularium.model.ValueType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A generator process: one thread drives all connections, each of which has one request under way,
 * like a YCSB client thread.
 *
 * <p>Arguments are {@code name=value}: {@code host}, {@code port}, {@code instance}, {@code
 * accessKeyId}, {@code accessKeySecret}, {@code workload}, {@code records}, {@code connections},
 * {@code serverPid}, {@code warmUpSeconds}, {@code seconds}. The table must exist. The load
 * workload ignores {@code seconds}, as {@link io.tabularium.bench.ycsb.YcsbRun} does; the others
 * also end after {@code operations}, if that is given. With {@code text=1} fields are strings, so
 * that a search index takes them in.
 */
public final class LeanRun {
  private enum Step {
    READ,
    UPDATE,
    PUT,
    INSERT,
    SCAN,
    READ_TO_MODIFY,
    MODIFY
  }

  private static final long UNBOUNDED_SECONDS = TimeUnit.DAYS.toSeconds(365);

  private final Settings settings;
  private final WorkloadMix mix;
  private final long records;
  private final int connections;
  private final long serverPid;
  private final InetSocketAddress address;
  private final SignedRequests getRow;
  private final SignedRequests getRange;
  private final SignedRequests putRow;
  private final SignedRequests updateRow;
  private final SplittableRandom random = new SplittableRandom();
  private final Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
  private final ByteBuffer received = ByteBuffer.allocateDirect(512 << 10);
  private Bodies bodies;
  private KeyChooser keys;
  private long operationsDone;

  /** Operations still to be started; negative if only time bounds the run. */
  private long operationsLeft = -1;

  /** A generator with these settings. */
  public LeanRun(Settings settings) {
    this.settings = settings;
    this.mix = WorkloadMix.named(settings.text("workload"));
    this.records = settings.number("records");
    this.connections = Math.toIntExact(settings.number("connections"));
    this.serverPid = settings.number("serverPid");
    String host = settings.text("host");
    int port = Math.toIntExact(settings.number("port"));
    this.address = new InetSocketAddress(host, port);
    String hostHeader = host + ":" + port;
    String instance = settings.text("instance");
    String id = settings.text("accessKeyId");
    String secret = settings.text("accessKeySecret");
    this.getRow = new SignedRequests("GetRow", hostHeader, instance, id, secret);
    this.getRange = new SignedRequests("GetRange", hostHeader, instance, id, secret);
    this.putRow = new SignedRequests("PutRow", hostHeader, instance, id, secret);
    this.updateRow = new SignedRequests("UpdateRow", hostHeader, instance, id, secret);
  }

  /** Runs and prints the result's line. */
  public static void main(String[] arguments) throws IOException {
    Settings settings = new Settings(arguments);
    System.out.println(new LeanRun(settings).run().toLine());
  }

  /**
   * Runs the workload.
   *
   * @throws IllegalStateException at the first reply that is not what it ought to be
   */
  public LoadResult run() throws IOException {
    long warmUpSeconds = settings.number("warmUpSeconds");
    if (mix == WorkloadMix.LOAD) {
      if (warmUpSeconds > 0) {
        operationsLeft = records;
        LoadResult unused = drive(WorkloadMix.WARM_UP_TABLE, 0, 0, 0, warmUpSeconds);
      }
      operationsLeft = records;
      operationsDone = 0;
      latencies.reset();
      LoadResult result = drive(WorkloadMix.TABLE, 0, 0, 0, UNBOUNDED_SECONDS);
      if (operationsDone != records) {
        throw new IllegalStateException("loaded " + operationsDone + " of " + records);
      }
      return result;
    }
    operationsLeft = settings.number("operations", -1);
    long seconds = settings.number("seconds");
    long expectedInserts = (long) (mix.inserts() * 20_000 * (warmUpSeconds + seconds));
    return drive(WorkloadMix.TABLE, records, expectedInserts, warmUpSeconds, seconds);
  }

  private LoadResult drive(
      String table, long loaded, long expectedInserts, long warmUpSeconds, long seconds)
      throws IOException {
    bodies =
        new Bodies(
            table,
            TablestoreClient.KEY_COLUMN,
            settings.number("text", 0) == 1 ? ValueType.STRING : ValueType.BLOB);
    keys = new KeyChooser(mix.distribution(), loaded, expectedInserts);
    List<Connection> opened = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      long openAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUpSeconds);
      for (int i = 0; i < connections; i++) {
        opened.add(new Connection(selector));
      }
      Window window = warmUpSeconds == 0 ? Window.open(serverPid, () -> operationsDone) : null;
      long closeAt = openAt + TimeUnit.SECONDS.toNanos(seconds);
      int busy = 0;
      for (Connection connection : opened) {
        busy += connection.begin() ? 1 : 0;
      }
      while (busy > 0) {
        int unused = selector.select(1000);
        long now = System.nanoTime();
        if (window == null && now >= openAt) {
          latencies.reset();
          window = Window.open(serverPid, () -> operationsDone);
        }
        if (now >= closeAt) {
          break;
        }
        Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        while (ready.hasNext()) {
          SelectionKey key = ready.next();
          ready.remove();
          if (!((Connection) key.attachment()).proceed()) {
            busy--;
          }
        }
      }
      if (window == null) {
        throw new IllegalStateException("the run ended before its window was opened");
      }
      return window.close(latencies);
    } finally {
      for (Connection connection : opened) {
        connection.close();
      }
    }
  }

  /** One connection with at most one request under way. */
  private final class Connection {
    private final SocketChannel channel;
    private final SelectionKey selection;
    private final byte[] out = new byte[8192 + 600];
    private final ByteBuffer toSend = ByteBuffer.allocateDirect(out.length);
    private byte[] in = new byte[16 << 10];
    private int inLength;
    private Step step = Step.READ;
    private long number;
    private int limit;
    private long startNanos;

    Connection(Selector selector) throws IOException {
      channel = SocketChannel.open(address);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      selection = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Starts the next operation, if there is one. */
    boolean begin() throws IOException {
      if (operationsLeft == 0) {
        return false;
      }
      if (operationsLeft > 0) {
        operationsLeft--;
      }
      startNanos = System.nanoTime();
      double choice = random.nextDouble();
      if (mix == WorkloadMix.PUT) {
        step = Step.PUT;
      } else if ((choice -= mix.reads()) < 0) {
        step = Step.READ;
      } else if ((choice -= mix.updates()) < 0) {
        step = Step.UPDATE;
      } else if ((choice -= mix.inserts()) < 0) {
        step = Step.INSERT;
      } else if (choice - mix.scans() < 0) {
        step = Step.SCAN;
      } else {
        step = Step.READ_TO_MODIFY;
      }
      number = step == Step.INSERT ? keys.insert() : keys.existing();
      if (step == Step.SCAN) {
        limit = 1 + random.nextInt(WorkloadMix.MAX_SCAN_ROWS);
      }
      send();
      return true;
    }

    private void send() throws IOException {
      byte[] key = KeyChooser.key(number);
      int length =
          switch (step) {
            case READ, READ_TO_MODIFY -> getRow.write(bodies.array(), bodies.getRow(key), out);
            case UPDATE, MODIFY -> updateRow.write(bodies.array(), bodies.updateRow(key), out);
            case PUT, INSERT -> putRow.write(bodies.array(), bodies.putRow(key), out);
            case SCAN -> getRange.write(bodies.array(), bodies.getRange(key, limit), out);
          };
      toSend.clear();
      toSend.put(out, 0, length).flip();
      flush();
    }

    private void flush() throws IOException {
      int unused = channel.write(toSend);
      int interest =
          toSend.hasRemaining()
              ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
              : SelectionKey.OP_READ;
      if (selection.interestOps() != interest) {
        selection.interestOps(interest);
      }
    }

    /** Does what the socket is ready for; {@code false} once there is nothing left to do. */
    boolean proceed() throws IOException {
      if (toSend.hasRemaining()) {
        flush();
      }
      received.clear();
      int count = channel.read(received);
      if (count < 0) {
        throw new IllegalStateException("the server closed a connection");
      }
      if (count == 0) {
        return true;
      }
      if (in.length < inLength + count) {
        in = Arrays.copyOf(in, Math.max(inLength + count, 2 * in.length));
      }
      received.flip().get(in, inLength, count);
      inLength += count;
      Replies.Body body = Replies.complete(in, inLength);
      if (body == null) {
        return true;
      }
      inLength = 0;
      check(body);
      if (step == Step.READ_TO_MODIFY) {
        step = Step.MODIFY;
        send();
        return true;
      }
      if (step == Step.INSERT) {
        keys.acknowledge(number);
      }
      latencies.recordValue(System.nanoTime() - startNanos);
      operationsDone++;
      return begin();
    }

    private void check(Replies.Body body) {
      switch (step) {
        case READ, READ_TO_MODIFY -> {
          if (Replies.countRows(in, body) != 1) {
            throw new IllegalStateException("record " + number + " is missing");
          }
        }
        case SCAN -> {
          int rows = Replies.countRows(in, body);
          if (rows < 1 || rows > limit) {
            throw new IllegalStateException(
                rows + " rows in a scan of " + limit + " from record " + number);
          }
        }
        case UPDATE, MODIFY, PUT, INSERT -> {}
      }
    }

    void close() throws IOException {
      channel.close();
    }
  }
}

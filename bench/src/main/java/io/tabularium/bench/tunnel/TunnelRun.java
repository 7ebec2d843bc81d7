/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.tunnel;

import io.tabularium.bench.engine.Dataset;
import io.tabularium.bench.engine.EngineFixture;
import io.tabularium.bench.load.KeyChooser;
import io.tabularium.bench.load.WorkloadMix;
import io.tabularium.bench.ycsb.TablestoreClient;
import io.tabularium.engine.tunnel.StreamRange;
import io.tabularium.engine.tunnel.TunnelSpec;
import io.tabularium.engine.tunnel.TunnelType;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.RowChange;
import io.tabularium.model.Value;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Operation;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.PlainBufferEncoder;
import io.tabularium.wire.tablestore.codec.ProtoReader;
import io.tabularium.wire.tablestore.codec.WireBuffer;
import io.tabularium.wire.tablestore.operations.Operations;
import java.util.HashMap;
import java.util.Map;

/**
 * The same rows read in two ways, by the operations themselves, from request bytes to reply bytes:
 * page by page with GetRange, and record by record from the backlog of a tunnel that was there
 * before them.
 */
final class TunnelRun {
  private static final String TABLE = WorkloadMix.TABLE;
  private static final long FORWARD = 0;

  private final EngineFixture fixture;
  private final Map<String, Operation> operations = new HashMap<>();
  private final int rows;
  private String tunnelId;
  private String channelId;
  private String start;

  TunnelRun(EngineFixture fixture, int rows) {
    this.fixture = fixture;
    this.rows = rows;
    for (Operation operation : Operations.all(fixture.engine())) {
      operations.put(operation.name(), operation);
    }
  }

  /** Creates the table, two tunnels, of its changes and of its rows, and fills it. */
  void load() {
    fixture.engine().createTable(EngineFixture.INSTANCE, Dataset.table(TABLE));
    tunnelId = create("changes", TunnelType.STREAM);
    Dataset data = new Dataset(0);
    fixture.fill(
        TABLE, rows, i -> RowChange.put(Dataset.primaryKey(KeyChooser.key(i)), data.row(i)));
  }

  private String create(String name, TunnelType type) {
    return fixture
        .engine()
        .tunnels()
        .create(EngineFixture.INSTANCE, new TunnelSpec(TABLE, name, type, StreamRange.LATEST))
        .join();
  }

  /** Chooses which tunnel {@link #readTunnel} reads: that of the changes, or one of the rows. */
  void choose(boolean changes) {
    String id = changes ? tunnelId : create("rows", TunnelType.BASE_DATA);
    channelId =
        fixture
            .engine()
            .tunnels()
            .describe(EngineFixture.INSTANCE, id)
            .join()
            .channels()
            .get(0)
            .id();
    tunnelId = id;
    WireBuffer request = new WireBuffer();
    request.putStringField(1, tunnelId);
    request.putStringField(2, "");
    request.putStringField(3, channelId);
    ProtoReader reply = run("tunnel/getcheckpoint", request);
    while (reply.next()) {
      if (reply.tag() == (1 << 3 | ProtoReader.BYTES)) {
        start = reply.string();
      } else {
        reply.skip();
      }
    }
  }

  /** Reads all rows with GetRange. */
  double readRange() {
    ByteSlice from = ByteSlice.of(bound(Value.INF_MIN));
    ByteSlice to = ByteSlice.of(bound(Value.INF_MAX));
    long began = System.nanoTime();
    while (from != null) {
      WireBuffer request = new WireBuffer();
      request.putStringField(1, TABLE);
      request.putNumberField(2, FORWARD);
      request.putNumberField(5, 1);
      request.putBytesField(7, from.array(), from.offset(), from.length());
      request.putBytesField(8, to.array(), to.offset(), to.length());
      ProtoReader reply = run("GetRange", request);
      from = null;
      while (reply.next()) {
        if (reply.tag() == (3 << 3 | ProtoReader.BYTES)) {
          from = reply.bytes();
        } else {
          reply.skip();
        }
      }
    }
    return rate(began);
  }

  private static byte[] bound(Value value) {
    return PlainBufferEncoder.key(
        PrimaryKey.of(new PrimaryKeyColumn(TablestoreClient.KEY_COLUMN, value)));
  }

  /** Reads all records of the tunnel. */
  double readTunnel() {
    String token = start;
    int records = 0;
    boolean more = true;
    long began = System.nanoTime();
    while (more && !token.equals("finished")) {
      WireBuffer request = new WireBuffer();
      request.putStringField(1, tunnelId);
      request.putStringField(2, "");
      request.putStringField(3, channelId);
      request.putStringField(4, token);
      ProtoReader reply = run("tunnel/readrecords", request);
      while (reply.next()) {
        switch (reply.tag()) {
          case 1 << 3 | ProtoReader.BYTES -> {
            reply.skip();
            records++;
          }
          case 2 << 3 | ProtoReader.BYTES -> token = reply.string();
          case 3 << 3 | ProtoReader.NUMBER -> more = reply.bool();
          default -> reply.skip();
        }
      }
    }
    double rate = rate(began);
    if (records != rows) {
      throw new IllegalStateException(records + " records of " + rows + " rows");
    }
    return rate;
  }

  private double rate(long began) {
    return rows / ((System.nanoTime() - began) / 1e9);
  }

  private ProtoReader run(String operation, WireBuffer request) {
    Reply reply =
        operations
            .get(operation)
            .run(
                new Call("bench", EngineFixture.INSTANCE, (table, access) -> true),
                request.toByteArray())
            .join();
    return new ProtoReader(
        ByteSlice.of(reply.array(), reply.offset(), reply.length()),
        () -> {
          throw new IllegalStateException("a reply cannot be read");
        });
  }
}

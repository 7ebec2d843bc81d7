/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.EngineFixture.INSTANCE;
import static io.tabularium.engine.EngineFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tabularium.engine.tunnel.ChannelDescription;
import io.tabularium.engine.tunnel.ChannelPosition;
import io.tabularium.engine.tunnel.RecordSink;
import io.tabularium.engine.tunnel.RecordsPage;
import io.tabularium.engine.tunnel.StreamRange;
import io.tabularium.engine.tunnel.TunnelSpec;
import io.tabularium.engine.tunnel.TunnelType;
import io.tabularium.model.Cell;
import io.tabularium.model.ChangeSink;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Row;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowCollector;
import io.tabularium.model.RowSink;
import io.tabularium.model.ServiceException;
import io.tabularium.model.StreamSpec;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tunnels over the engine's own tables and feed. */
class TunnelSourceTest {
  private static final String TABLE = "t";
  private static final long HOUR = 3_600;

  private final EngineFixture fixture = new EngineFixture();

  @BeforeEach
  void createTable() {
    fixture.createTable(TABLE, 3, -1, false, true);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private String create(String name, TunnelType type) {
    return create(name, type, StreamRange.LATEST);
  }

  private String create(String name, TunnelType type, StreamRange range) {
    return fixture
        .engine
        .tunnels()
        .create(INSTANCE, new TunnelSpec(TABLE, name, type, range))
        .join();
  }

  private List<ChannelDescription> channels(String id) {
    return fixture.engine.tunnels().describe(INSTANCE, id).join().channels();
  }

  private ChannelPosition start(String id, String channel) {
    return fixture.engine.tunnels().getCheckpoint(INSTANCE, id, "", channel).join().position();
  }

  private RecordsPage read(String id, String channel, ChannelPosition from, RecordSink sink) {
    return fixture.engine.tunnels().readRecords(INSTANCE, id, "", channel, from, sink);
  }

  /** Reads a tunnel's only channel to its tail. */
  private Records readAll(String id) {
    Records records = new Records();
    String channel = channels(id).get(0).id();
    RecordsPage page = read(id, channel, start(id, channel), records);
    while (page.mayHaveMore()) {
      page = read(id, channel, page.next(), records);
    }
    return records;
  }

  private static void refused(ErrorCode code, ThrowingCallable call) {
    ServiceException refusal = catchThrowableOfType(ServiceException.class, call);
    assertThat(refusal.code()).isEqualTo(code);
  }

  private void switchStream(Boolean on, Integer hours) {
    fixture.engine.updateTable(INSTANCE, TABLE, null, null, new StreamSpec(on, hours, List.of()));
  }

  /** Rows and changes as objects. */
  private static final class Records implements RecordSink, ChangeSink {
    private final RowCollector collector = new RowCollector();
    final List<RowChange.Type> types = new ArrayList<>();
    final List<Long> places = new ArrayList<>();

    List<Row> found() {
      return collector.rows();
    }

    @Override
    public RowSink rows() {
      return this;
    }

    @Override
    public ChangeSink change(RowChange.Type type) {
      types.add(type);
      return this;
    }

    @Override
    public ChangeSink originals() {
      return this;
    }

    @Override
    public void schema(PrimaryKeySchema schema) {
      collector.schema(schema);
    }

    @Override
    public void beginRow() {
      collector.beginRow();
    }

    @Override
    public void keyInteger(int column, long value) {
      collector.keyInteger(column, value);
    }

    @Override
    public void keyBytes(int column, byte[] bytes, int offset, int length) {
      collector.keyBytes(column, bytes, offset, length);
    }

    @Override
    public void cell(
        byte[] name, int at, int length, ValueType type, long bits, long timestamp, int crc) {
      collector.cell(name, at, length, type, bits, timestamp, crc);
    }

    @Override
    public void cell(
        byte[] name,
        int at,
        int length,
        ValueType type,
        byte[] value,
        int offset,
        int size,
        long timestamp,
        int crc) {
      collector.cell(name, at, length, type, value, offset, size, timestamp, crc);
    }

    @Override
    public void deleteAllVersions(byte[] name, int offset, int length) {}

    @Override
    public void deleteOneVersion(byte[] name, int offset, int length, long timestamp) {}

    @Override
    public void sequence(int epoch, long micros) {
      places.add(micros);
    }

    @Override
    public void endRow() {
      collector.endRow();
    }
  }

  @Test
  void baseDataHasAllVersionsAndNoDeletedRows() {
    long now = fixture.clock.millis();
    for (int version = 1; version <= 5; version++) {
      fixture.update(TABLE, key("a", 1), Cell.put("c", Value.integer(version), now + version));
    }
    fixture.put(TABLE, key("b", 1));
    fixture.put(TABLE, key("c", 1));
    fixture.write(TABLE, RowChange.delete(key("c", 1)));
    Records records = readAll(create("base", TunnelType.BASE_DATA));
    assertThat(records.found().stream().map(Row::key)).containsExactly(key("a", 1), key("b", 1));
    assertThat(records.found().get(0).cells().stream().map(Cell::timestamp))
        .containsExactly(now + 5, now + 4, now + 3);
  }

  @Test
  void baseDataIsPagedByRowsAndByBytes() {
    for (int i = 0; i < 2_500; i++) {
      fixture.put(TABLE, key("a", i), Cell.put("c", Value.integer(i)));
    }
    for (int i = 0; i < 5; i++) {
      fixture.put(TABLE, key("b", i), Cell.put("c", Value.blob(new byte[400_000])));
    }
    String id = create("base", TunnelType.BASE_DATA);
    String channel = channels(id).get(0).id();
    List<Integer> pages = new ArrayList<>();
    ChannelPosition position = start(id, channel);
    while (!position.finished()) {
      Records records = new Records();
      position = read(id, channel, position, records).next();
      pages.add(records.found().size());
    }
    assertThat(pages).containsExactly(1000, 1000, 502, 2, 1);
  }

  @Test
  void changesBeginWithTheTunnel() {
    fixture.put(TABLE, key("a", 1), Cell.put("c", Value.integer(1)));
    String id = create("changes", TunnelType.STREAM);
    assertThat(fixture.engine.describeTable(INSTANCE, TABLE).stream().expirationHours())
        .isEqualTo(168);
    fixture.put(TABLE, key("a", 2), Cell.put("c", Value.integer(2)));
    String later = create("later", TunnelType.STREAM);
    fixture.update(TABLE, key("a", 2), Cell.put("c", Value.integer(3)));
    fixture.write(TABLE, RowChange.delete(key("a", 1)));
    Records records = readAll(id);
    assertThat(records.types)
        .containsExactly(RowChange.Type.PUT, RowChange.Type.UPDATE, RowChange.Type.DELETE);
    assertThat(records.places).isSorted().doesNotHaveDuplicates();
    assertThat(readAll(later).types).containsExactly(RowChange.Type.UPDATE, RowChange.Type.DELETE);
  }

  @Test
  void writesOfATransactionAppearWithItsCommit() {
    String id = create("changes", TunnelType.STREAM);
    String transaction =
        fixture
            .engine
            .startLocalTransaction(
                INSTANCE, TABLE, PrimaryKey.of(new PrimaryKeyColumn("pk", Value.string("a"))))
            .join();
    fixture.write(TABLE, RowChange.put(key("a", 1), List.of()), transaction);
    fixture.write(TABLE, RowChange.put(key("a", 2), List.of()), transaction);
    assertThat(readAll(id).found()).isEmpty();
    fixture.engine.commitTransaction(INSTANCE, transaction).join();
    assertThat(readAll(id).found()).hasSize(2);
  }

  @Test
  void allThereIsFromTheOldestOn() {
    switchStream(true, 24);
    fixture.put(TABLE, key("a", 1));
    fixture.clock.advanceSeconds(60);
    long start = fixture.clock.millis() * 1_000_000;
    fixture.put(TABLE, key("a", 2));
    assertThat(readAll(create("all", TunnelType.STREAM, new StreamRange(true, 0, 0))).found())
        .hasSize(2);
    assertThat(readAll(create("some", TunnelType.STREAM, new StreamRange(false, start, 0))).found())
        .hasSize(1);
  }

  @Test
  void aTunnelExpiresWhenChangesItHasNotDeliveredAreTrimmed() {
    switchStream(true, 24);
    String lagging = create("lagging", TunnelType.STREAM);
    String current = create("current", TunnelType.STREAM);
    String laggingChannel = channels(lagging).get(0).id();
    ChannelPosition start = start(lagging, laggingChannel);
    fixture.put(TABLE, key("a", 1));
    String channel = channels(current).get(0).id();
    RecordsPage page = read(current, channel, start(current, channel), new Records());
    fixture.engine.tunnels().checkpoint(INSTANCE, current, "", channel, page.next(), 1).join();
    fixture.clock.advanceSeconds(25 * HOUR);
    fixture.engine.reclaimExpired();

    refused(ErrorCode.OTSTunnelExpired, () -> read(lagging, laggingChannel, start, new Records()));
    assertThat(fixture.engine.tunnels().describe(INSTANCE, lagging).join().tunnel().expired())
        .isTrue();
    refused(
        ErrorCode.OTSTunnelExpired,
        () -> fixture.engine.tunnels().connect(INSTANCE, lagging, "x", null));
    fixture.put(TABLE, key("a", 2));
    Records records = new Records();
    RecordsPage next = read(current, channel, page.next(), records);
    assertThat(records.found()).hasSize(1);
    assertThat(next.next().consumed()).isEqualTo(2);
  }

  @Test
  void aTunnelEndsWithItsStream() {
    String id = create("changes", TunnelType.STREAM);
    fixture.put(TABLE, key("a", 1));
    String channel = channels(id).get(0).id();
    ChannelPosition start = start(id, channel);
    switchStream(false, null);
    refused(ErrorCode.OTSTunnelExpired, () -> read(id, channel, start, new Records()));
    switchStream(true, 24);
    refused(ErrorCode.OTSTunnelExpired, () -> read(id, channel, start, new Records()));
    assertThat(fixture.engine.tunnels().describe(INSTANCE, id).join().tunnel().expired()).isTrue();
  }

  @Test
  void aTunnelEndsWithItsTable() {
    String id = create("changes", TunnelType.STREAM);
    fixture.engine.deleteTable(INSTANCE, TABLE);
    createTable();
    refused(ErrorCode.OTSParameterInvalid, () -> fixture.engine.tunnels().describe(INSTANCE, id));
    assertThat(fixture.engine.tunnels().list(INSTANCE, null)).isEmpty();
  }

  @Test
  void placesHoldOverARestart() {
    String id = create("changes", TunnelType.STREAM);
    fixture.put(TABLE, key("a", 1));
    String channel = channels(id).get(0).id();
    ChannelPosition start = start(id, channel);
    fixture.reopen();
    fixture.put(TABLE, key("a", 2));
    Records records = new Records();
    RecordsPage unused = read(id, channel, start, records);
    assertThat(records.found()).hasSize(2);
    assertThat(start(id, channel)).isEqualTo(start);
  }
}

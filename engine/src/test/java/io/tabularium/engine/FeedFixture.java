/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PartitionRange;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.StreamSpec;
import io.tabularium.model.TableMeta;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.TableSpec;
import io.tabularium.model.Value;
import java.util.ArrayList;
import java.util.List;

/** Tables with streams, and what their streams say. */
final class FeedFixture {
  static final String T = "t";

  private FeedFixture() {}

  static StreamSpec on(int hours, String... originColumns) {
    return new StreamSpec(true, hours, List.of(originColumns));
  }

  /** A table {@code t} with key (pk STRING, seq INTEGER) and three versions. */
  static TableSpec spec(StreamSpec stream) {
    return spec(stream, false, false, null);
  }

  static TableSpec spec(
      StreamSpec stream, boolean autoIncrement, boolean transactions, Boolean updateFullRow) {
    return new TableSpec(
        new TableMeta(
            T,
            PrimaryKeySchema.of(
                KeyColumnSchema.of("pk", KeyType.STRING),
                new KeyColumnSchema("seq", KeyType.INTEGER, autoIncrement)),
            List.of()),
        new TableOptionsChange(
            -1,
            Boolean.TRUE.equals(updateFullRow) ? 1 : 3,
            8_640_000_000_000L,
            null,
            updateFullRow),
        new ReservedThroughput(0, 0),
        List.of(),
        stream,
        null,
        List.of(),
        transactions);
  }

  /** The same, cut at {@code h} and {@code p}. */
  static TableSpec preSplit(StreamSpec stream) {
    TableSpec spec = spec(stream);
    return new TableSpec(
        spec.meta(),
        spec.options(),
        spec.throughput(),
        List.of(
            new PartitionRange(Value.INF_MIN, Value.string("h")),
            new PartitionRange(Value.string("h"), Value.string("p")),
            new PartitionRange(Value.string("p"), Value.INF_MAX)),
        stream,
        null,
        List.of(),
        false);
  }

  static String streamId(EngineFixture fixture) {
    return fixture.engine.describeTable(EngineFixture.INSTANCE, T).stream().streamId();
  }

  static List<String> shards(EngineFixture fixture) {
    return fixture
        .engine
        .describeStream(EngineFixture.INSTANCE, streamId(fixture), null, null)
        .shards()
        .stream()
        .map(StreamDescription.Shard::id)
        .toList();
  }

  static String iterator(EngineFixture fixture, int shard) {
    return fixture.engine.shardIterator(
        EngineFixture.INSTANCE, streamId(fixture), shards(fixture).get(shard), null);
  }

  static StreamPage read(EngineFixture fixture, String iterator, Integer limit) {
    return fixture.engine.readStream(EngineFixture.INSTANCE, iterator, limit);
  }

  /** Everything in a shard, read in pages. */
  static List<Change> changes(EngineFixture fixture, int shard) {
    List<Change> all = new ArrayList<>();
    String iterator = iterator(fixture, shard);
    while (true) {
      StreamPage page = read(fixture, iterator, 7);
      if (page.changes().isEmpty()) {
        return all;
      }
      all.addAll(page.changes());
      iterator = page.nextIterator();
      if (iterator == null) {
        return all;
      }
    }
  }
}

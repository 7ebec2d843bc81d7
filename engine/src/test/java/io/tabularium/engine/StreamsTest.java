/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.EngineFixture.INSTANCE;
import static io.tabularium.engine.EngineFixture.key;
import static io.tabularium.engine.FeedFixture.T;
import static io.tabularium.engine.FeedFixture.changes;
import static io.tabularium.engine.FeedFixture.iterator;
import static io.tabularium.engine.FeedFixture.on;
import static io.tabularium.engine.FeedFixture.preSplit;
import static io.tabularium.engine.FeedFixture.read;
import static io.tabularium.engine.FeedFixture.shards;
import static io.tabularium.engine.FeedFixture.spec;
import static io.tabularium.engine.FeedFixture.streamId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.Cell;
import io.tabularium.model.Condition;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.ReturnContent;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowExistence;
import io.tabularium.model.ServiceException;
import io.tabularium.model.StreamSpec;
import io.tabularium.model.Value;
import io.tabularium.storage.testkit.CheckedStore;
import io.tabularium.storage.testkit.InMemoryStore;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a stream says about its table, and how it is read. */
class StreamsTest {
  private static final long NOW = EngineFixture.START_MILLIS;
  private static final PrimaryKey A1 = key("a", 1);

  private final EngineFixture fixture = new EngineFixture(new CheckedStore(new InMemoryStore()));

  @AfterEach
  void close() {
    fixture.close();
  }

  private void create(StreamSpec stream) {
    fixture.engine.createTable(INSTANCE, spec(stream));
  }

  private void alter(StreamSpec stream) {
    fixture.engine.updateTable(INSTANCE, T, null, null, stream);
  }

  private static List<String> told(List<Change> changes) {
    return changes.stream()
        .map(
            change ->
                change.type()
                    + " "
                    + change.key().value(0)
                    + change.key().value(1)
                    + cells(change.cells())
                    + (change.hasOriginals() ? " was" + cells(change.originals()) : ""))
        .toList();
  }

  private static String cells(List<Cell> cells) {
    StringBuilder text = new StringBuilder();
    for (Cell cell : cells) {
      text.append(' ').append(cell.nameText());
      switch (cell.operation()) {
        case PUT -> text.append('=').append(cell.value()).append('@').append(at(cell));
        case DELETE_ONE_VERSION -> text.append("-@").append(at(cell));
        case DELETE_ALL_VERSIONS -> text.append("-");
        case INCREMENT -> text.append("+");
      }
    }
    return text.toString();
  }

  /** Small for a timestamp of the client's, otherwise how far from the test's beginning. */
  private static String at(Cell cell) {
    return cell.timestamp() < NOW / 2
        ? Long.toString(cell.timestamp())
        : "T" + (cell.timestamp() - NOW);
  }

  private static void assertRefused(ErrorCode code, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  // ---- what is told -----------------------------------------------------------------------------

  @Test
  void everyKindOfWriteIsToldAsItWasAskedFor() {
    create(on(24));
    fixture.put(T, A1, Cell.put("z", Value.integer(1)), Cell.put("b", Value.string("x"), 7));
    fixture.put(T, A1, Cell.put("z", Value.integer(2)));
    fixture.update(
        T,
        A1,
        Cell.put("y", Value.bool(true)),
        Cell.deleteAll("z"),
        Cell.deleteOne("b", 7),
        Cell.put("d", Value.real(0.5)));
    fixture.update(T, A1, Cell.deleteAll("y"));
    fixture.write(T, RowChange.delete(A1));
    fixture.put(T, A1);
    assertThat(told(changes(fixture, 0)))
        .containsExactly(
            "PUT a1 z=1@T0 b=x@7",
            "PUT a1 z=2@T1",
            "UPDATE a1 y=true@T2 z- b-@7 d=0.5@T2",
            "UPDATE a1 y-",
            "DELETE a1",
            "PUT a1");
  }

  @Test
  void anIncrementIsToldAsThePutOfItsResult() {
    create(on(24));
    fixture.update(T, A1, Cell.increment("n", 5));
    fixture.write(
        T,
        RowChange.update(A1, List.of(Cell.increment("n", 2)))
            .returning(new ReturnContent(ReturnContent.Type.AFTER_MODIFY, List.of("n"))));
    assertThat(changes(fixture, 0))
        .extracting(c -> c.cells().get(0).value().asLong())
        .contains(5L, 7L);
    assertThat(changes(fixture, 0)).allMatch(c -> c.type() == RowChange.Type.UPDATE);
  }

  @Test
  void whatChangedNothingIsNotTold() {
    create(on(24));
    Condition exists = new Condition(RowExistence.EXPECT_EXIST, null);
    assertRefused(
        ErrorCode.OTSConditionCheckFail,
        () -> fixture.write(T, RowChange.put(A1, List.of()).when(exists)));
    fixture.update(T, A1, Cell.deleteAll("c"));
    fixture.put(T, A1, Cell.put("c", Value.string("text")));
    assertRefused(
        ErrorCode.OTSParameterInvalid, () -> fixture.update(T, A1, Cell.increment("c", 1)));
    assertThat(told(changes(fixture, 0))).containsExactly("PUT a1 c=text@T2");
  }

  @Test
  void conditionalAndUnconditionalWritesOfARowAreInOrder() {
    create(on(24));
    Condition exists = new Condition(RowExistence.EXPECT_EXIST, null);
    for (int i = 0; i < 100; i++) {
      Cell cell = Cell.put("c", Value.integer(i));
      RowChange update = RowChange.update(A1, List.of(cell));
      fixture.write(T, i % 3 == 2 ? update.when(exists) : update);
    }
    assertThat(changes(fixture, 0))
        .extracting(c -> c.cells().get(0).value().asLong())
        .isSorted()
        .hasSize(100);
    assertThat(changes(fixture, 0)).extracting(Change::position).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void batchesAreToldRowByRow() {
    create(on(24));
    Condition exists = new Condition(RowExistence.EXPECT_EXIST, null);
    TableChanges batch =
        new TableChanges(
            T,
            List.of(
                RowChange.put(key("a", 1), List.of(Cell.put("c", Value.integer(1)))),
                RowChange.put(key("a", 2), List.of()).when(exists),
                RowChange.put(key("b", 3), List.of(Cell.put("c", Value.integer(3)))),
                RowChange.delete(key("a", 4))));
    fixture.engine.batchWriteRow(INSTANCE, List.of(batch), null, false).join();
    assertThat(told(changes(fixture, 0)))
        .containsExactly("PUT a1 c=1@T0", "PUT b3 c=3@T0", "DELETE a4");
    fixture.engine.bulkImport(INSTANCE, batch).join();
    assertThat(changes(fixture, 0)).hasSize(6);
    // Of an atomic batch all or nothing.
    TableChanges atomic =
        new TableChanges(
            T,
            List.of(
                RowChange.put(key("a", 1), List.of()),
                RowChange.put(key("a", 9), List.of()).when(exists)));
    fixture.engine.batchWriteRow(INSTANCE, List.of(atomic), null, true).join();
    assertThat(changes(fixture, 0)).hasSize(6);
  }

  @Test
  void aGeneratedKeyIsTold() {
    fixture.engine.createTable(INSTANCE, spec(on(24), true, false, null));
    RowChange put = RowChange.put(key(Value.string("a"), Value.AUTO_INCREMENT), List.of());
    WriteResult written =
        fixture.write(
            T, put.returning(new ReturnContent(ReturnContent.Type.PRIMARY_KEY, List.of())));
    assertThat(changes(fixture, 0)).extracting(Change::key).containsExactly(written.row().key());
  }

  @Test
  void aTransactionIsToldWhenItCommitsInTheOrderOfItsWrites() {
    fixture.engine.createTable(INSTANCE, spec(on(24, "c"), false, true, null));
    fixture.put(T, key("a", 2), Cell.put("c", Value.integer(0)));
    String id =
        fixture
            .engine
            .startLocalTransaction(
                INSTANCE,
                T,
                PrimaryKey.of(new io.tabularium.model.PrimaryKeyColumn("pk", Value.string("a"))))
            .join();
    fixture.write(T, RowChange.put(key("a", 2), List.of(Cell.put("c", Value.integer(1)))), id);
    fixture.write(T, RowChange.put(key("a", 1), List.of(Cell.put("c", Value.integer(2)))), id);
    fixture.write(T, RowChange.update(key("a", 2), List.of(Cell.deleteAll("c"))), id);
    fixture.put(T, key("b", 1));
    assertThat(changes(fixture, 0)).hasSize(2);
    fixture.engine.commitTransaction(INSTANCE, id).join();
    assertThat(told(changes(fixture, 0)).subList(1, 5))
        .containsExactly(
            "PUT b1", "PUT a2 c=1@T1 was c=0@T0", "PUT a1 c=2@T0", "UPDATE a2 c- was c=1@T1");
    String aborted =
        fixture
            .engine
            .startLocalTransaction(
                INSTANCE,
                T,
                PrimaryKey.of(new io.tabularium.model.PrimaryKeyColumn("pk", Value.string("a"))))
            .join();
    fixture.write(T, RowChange.delete(key("a", 1)), aborted);
    fixture.engine.abortTransaction(INSTANCE, aborted);
    assertThat(changes(fixture, 0)).hasSize(5);
  }

  @Test
  void anUpdateOfATableOfWholeRowsIsAPut() {
    fixture.engine.createTable(INSTANCE, spec(on(24), false, false, true));
    fixture.update(T, A1, Cell.put("c", Value.integer(1)));
    assertThat(told(changes(fixture, 0))).containsExactly("PUT a1 c=1@T0");
  }

  @Test
  void whatExpiresOrIsTooManyIsNotTold() {
    create(on(24));
    for (int i = 0; i < 5; i++) {
      fixture.put(T, A1, Cell.put("c", Value.integer(i), i), Cell.put("c", Value.integer(9), 9));
    }
    fixture.engine.reclaimExpired();
    assertThat(changes(fixture, 0)).hasSize(5);
  }

  @Test
  void wideRowsAreToldWhole() {
    create(on(24));
    fixture.put(T, A1, Cell.put("big", Value.string("x".repeat(300_000))));
    fixture.update(T, A1, Cell.put("more", Value.string("y".repeat(100_000))));
    fixture.write(T, RowChange.delete(A1));
    List<Change> changes = changes(fixture, 0);
    assertThat(changes).extracting(Change::type).containsExactly(RowChange.Type.values());
    assertThat(changes.get(0).cells().get(0).value().asBytes().length()).isEqualTo(300_000);
    assertThat(changes.get(1).cells()).hasSize(1);
  }

  @Test
  void originColumnsAreToldAsTheyWere() {
    create(on(24, "a", "b"));
    fixture.put(T, A1, Cell.put("a", Value.integer(1)), Cell.put("c", Value.integer(2)));
    fixture.update(T, A1, Cell.put("a", Value.integer(3)));
    fixture.update(T, A1, Cell.put("b", Value.integer(4)));
    fixture.write(T, RowChange.delete(A1));
    fixture.put(T, A1, Cell.put("a", Value.integer(5)));
    assertThat(told(changes(fixture, 0)))
        .containsExactly(
            "PUT a1 a=1@T0 c=2@T0",
            "UPDATE a1 a=3@T1 was a=1@T0",
            "UPDATE a1 b=4@T2 was a=3@T1",
            "DELETE a1 was a=3@T1 b=4@T2",
            "PUT a1 a=5@T4");
  }

  // ---- reading ----------------------------------------------------------------------------------

  @Test
  void theIteratorStaysWhileThereIsNothingNew() {
    create(on(24));
    String iterator = iterator(fixture, 0);
    StreamPage nothing = read(fixture, iterator, null);
    assertThat(nothing.changes()).isEmpty();
    assertThat(nothing.nextIterator()).isEqualTo(iterator);
    assertThat(nothing.more()).isFalse();
    fixture.put(T, A1);
    StreamPage one = read(fixture, iterator, null);
    assertThat(one.changes()).hasSize(1);
    assertThat(one.more()).isFalse();
    assertThat(one.consumed().readUnits()).isEqualTo(1);
    StreamPage after = read(fixture, one.nextIterator(), null);
    assertThat(after.changes()).isEmpty();
    assertThat(after.nextIterator()).isEqualTo(one.nextIterator());
    fixture.update(T, A1, Cell.put("c", Value.integer(1)));
    assertThat(read(fixture, after.nextIterator(), null).changes()).hasSize(1);
    assertThat(read(fixture, iterator, null).changes()).hasSize(2);
  }

  @Test
  void aPageIsLimitedAndSaysSo() {
    create(on(24));
    for (int i = 0; i < 1005; i++) {
      fixture.put(T, key("a", i));
    }
    String iterator = iterator(fixture, 0);
    StreamPage two = read(fixture, iterator, 2);
    assertThat(two.changes()).hasSize(2);
    assertThat(two.more()).isTrue();
    assertThat(read(fixture, iterator, null).changes()).hasSize(1000);
    StreamPage most = read(fixture, iterator, 5000);
    assertThat(most.changes()).hasSize(1000);
    assertThat(most.more()).isTrue();
    StreamPage rest = read(fixture, most.nextIterator(), 5);
    assertThat(rest.changes()).hasSize(5);
    assertThat(rest.more()).isTrue();
    assertThat(read(fixture, rest.nextIterator(), 5).more()).isFalse();
    assertRefused(ErrorCode.OTSParameterInvalid, () -> read(fixture, iterator, 0));
    assertRefused(ErrorCode.OTSParameterInvalid, () -> read(fixture, iterator, -1));
  }

  @Test
  void aPageIsLimitedInBytesToo() {
    create(on(24));
    Cell large = Cell.put("c", Value.string("x".repeat(1 << 20)));
    for (int i = 0; i < 5; i++) {
      fixture.put(T, key("a", i), large);
    }
    StreamPage page = read(fixture, iterator(fixture, 0), null);
    assertThat(page.changes()).hasSize(3);
    assertThat(page.more()).isTrue();
    assertThat(page.consumed().readUnits()).isGreaterThan(3 * 256);
    assertThat(read(fixture, page.nextIterator(), null).changes()).hasSize(2);
  }

  @Test
  void readingBeginsAtAMoment() {
    create(on(24));
    long begin = NOW * 1000;
    fixture.put(T, key("a", 1));
    fixture.clock.advanceSeconds(10);
    fixture.put(T, key("a", 2));
    fixture.put(T, key("a", 3));
    String shard = shards(fixture).get(0);
    assertThat(from(shard, 0)).containsExactly("PUT a1", "PUT a2", "PUT a3");
    assertThat(from(shard, begin)).hasSize(3);
    assertThat(from(shard, begin + 1)).containsExactly("PUT a2", "PUT a3");
    assertThat(from(shard, begin + 10_000_000)).containsExactly("PUT a2", "PUT a3");
    assertThat(from(shard, begin + 10_000_001)).containsExactly("PUT a3");
    assertThat(from(shard, begin + 20_000_000)).isEmpty();
    assertThat(from(shard, Long.MAX_VALUE)).isEmpty();
    assertRefused(ErrorCode.OTSParameterInvalid, () -> from(shard, -1));
  }

  private List<String> from(String shard, long micros) {
    String iterator = fixture.engine.shardIterator(INSTANCE, streamId(fixture), shard, micros);
    return told(read(fixture, iterator, null).changes());
  }

  @Test
  void changesOlderThanTheRetentionAreGone() {
    create(on(1));
    fixture.put(T, key("a", 1));
    String first = iterator(fixture, 0);
    String second = read(fixture, first, null).nextIterator();
    fixture.clock.advanceSeconds(1800);
    fixture.put(T, key("a", 2));
    fixture.clock.advanceSeconds(1801);
    fixture.engine.reclaimExpired();
    assertThatThrownBy(() -> read(fixture, first, null))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.OTSTrimmedDataAccess))
        .hasMessage("Requested stream data is already trimmed or does not exist.");
    // Who has read what is gone has lost nothing.
    assertThat(told(read(fixture, second, null).changes())).containsExactly("PUT a2");
    assertThat(told(changes(fixture, 0))).containsExactly("PUT a2");
    alter(on(48));
    fixture.clock.advanceSeconds(3600);
    fixture.engine.reclaimExpired();
    assertThat(told(changes(fixture, 0))).containsExactly("PUT a2");
  }

  @Test
  void aRestartLosesNothingAndIteratorsStayGood() {
    create(on(24));
    fixture.put(T, key("a", 1));
    String iterator = iterator(fixture, 0);
    String next = read(fixture, iterator, null).nextIterator();
    fixture.reopen();
    fixture.put(T, key("a", 2));
    assertThat(told(read(fixture, iterator, null).changes())).containsExactly("PUT a1", "PUT a2");
    assertThat(told(read(fixture, next, null).changes())).containsExactly("PUT a2");
  }

  // ---- streams and shards -----------------------------------------------------------------------

  @Test
  void aTableHasAStreamWhileItIsEnabled() {
    create(null);
    assertThat(fixture.engine.listStreams(INSTANCE, T)).isEmpty();
    assertThat(fixture.engine.listStreams(INSTANCE, null)).isEmpty();
    assertThat(fixture.engine.listStreams(INSTANCE, "missing")).isEmpty();
    fixture.put(T, key("a", 1));
    alter(on(24));
    fixture.put(T, key("a", 2));
    String id = streamId(fixture);
    StreamInfo info = new StreamInfo(id, T, NOW * 1000);
    assertThat(fixture.engine.listStreams(INSTANCE, T)).containsExactly(info);
    assertThat(fixture.engine.listStreams(INSTANCE, null)).containsExactly(info);
    assertThat(fixture.engine.listStreams("other", null)).isEmpty();
    StreamDescription described = fixture.engine.describeStream(INSTANCE, id, null, null);
    assertThat(described.info()).isEqualTo(info);
    assertThat(described.expirationHours()).isEqualTo(24);
    assertThat(described.shards()).hasSize(1);
    assertThat(described.nextShard()).isNull();
    assertThat(told(changes(fixture, 0))).containsExactly("PUT a2");
    String iterator = iterator(fixture, 0);
    String shard = shards(fixture).get(0);

    alter(StreamSpec.DISABLED);
    fixture.put(T, key("a", 3));
    assertThat(fixture.engine.listStreams(INSTANCE, T)).isEmpty();
    assertRefused(ErrorCode.OTSObjectNotExist, () -> read(fixture, iterator, null));
    assertRefused(
        ErrorCode.OTSObjectNotExist, () -> fixture.engine.describeStream(INSTANCE, id, null, null));

    alter(on(24));
    fixture.put(T, key("a", 4));
    assertThat(streamId(fixture)).isNotEqualTo(id);
    assertThat(shards(fixture)).hasSize(1).doesNotContain(shard);
    assertThat(told(changes(fixture, 0))).containsExactly("PUT a4");
    assertRefused(ErrorCode.OTSObjectNotExist, () -> read(fixture, iterator, null));
    assertRefused(
        ErrorCode.OTSObjectNotExist,
        () -> fixture.engine.shardIterator(INSTANCE, streamId(fixture), shard, null));
    assertRefused(
        ErrorCode.OTSObjectNotExist, () -> fixture.engine.shardIterator(INSTANCE, id, shard, null));
  }

  @Test
  void aPreSplitTableHasAShardForEachPartition() {
    fixture.engine.createTable(INSTANCE, preSplit(on(24)));
    List<String> shards = shards(fixture);
    assertThat(shards).hasSize(3).doesNotHaveDuplicates();
    assertThat(shards)
        .allMatch(id -> id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}_" + NOW + "000"));
    fixture.put(T, key("p", 1));
    fixture.put(T, key("gzzz", 2));
    fixture.put(T, key("h", 3));
    fixture.put(T, key("", 4));
    fixture.put(T, key("o\u00ff", 5));
    assertThat(told(changes(fixture, 0))).containsExactly("PUT gzzz2", "PUT 4");
    assertThat(told(changes(fixture, 1))).containsExactly("PUT h3", "PUT o\u00ff5");
    assertThat(told(changes(fixture, 2))).containsExactly("PUT p1");
    String id = streamId(fixture);
    StreamDescription two = fixture.engine.describeStream(INSTANCE, id, "", 2);
    assertThat(two.shards())
        .extracting(StreamDescription.Shard::id)
        .isEqualTo(shards.subList(0, 2));
    assertThat(two.nextShard()).isEqualTo(shards.get(2));
    StreamDescription rest = fixture.engine.describeStream(INSTANCE, id, two.nextShard(), 2);
    assertThat(rest.shards())
        .extracting(StreamDescription.Shard::id)
        .isEqualTo(shards.subList(2, 3));
    assertThat(rest.nextShard()).isNull();
    assertRefused(
        ErrorCode.OTSObjectNotExist,
        () -> fixture.engine.describeStream(INSTANCE, id, "nobody", null));
    assertRefused(
        ErrorCode.OTSParameterInvalid, () -> fixture.engine.describeStream(INSTANCE, id, null, 0));
  }

  @Test
  void idsThatCannotBeAreRefusedAndUnknownOnesNotFound() {
    create(on(24));
    for (String id : List.of("", "t", "t_12", "_1700000000000000", "t_17000000000000x0")) {
      assertRefused(
          ErrorCode.OTSParameterInvalid,
          () -> fixture.engine.describeStream(INSTANCE, id, null, null));
      assertThatThrownBy(() -> fixture.engine.shardIterator(INSTANCE, id, "s", null))
          .hasMessageStartingWith("Invalid stream id");
    }
    for (String id : List.of("t_1700000000000001", "u_1700000000000000")) {
      assertRefused(
          ErrorCode.OTSObjectNotExist,
          () -> fixture.engine.describeStream(INSTANCE, id, null, null));
    }
    assertRefused(
        ErrorCode.OTSObjectNotExist,
        () -> fixture.engine.shardIterator(INSTANCE, streamId(fixture), "s", null));
  }

  @Test
  void anIteratorIsGoodForItsTableOnly() {
    create(on(24));
    String iterator = iterator(fixture, 0);
    assertRefused(
        ErrorCode.OTSObjectNotExist, () -> fixture.engine.readStream("other", iterator, null));
    fixture.engine.deleteTable(INSTANCE, T);
    assertRefused(ErrorCode.OTSObjectNotExist, () -> read(fixture, iterator, null));
    fixture.clock.advanceSeconds(1);
    create(on(24));
    assertRefused(ErrorCode.OTSObjectNotExist, () -> read(fixture, iterator, null));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.ErrorCode;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What channels deliver, from where, and up to where it counts as consumed. */
class TunnelRecordsTest extends TunnelsFixture {
  private static final String NOBODY = "";
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private List<Long> readAll(String id, String channel) {
    List<Long> keys = new ArrayList<>();
    ChannelPosition position = checkpoint(id, NOBODY, channel).position();
    for (int i = 0; i < 1000; i++) {
      Read read = read(id, NOBODY, channel, position);
      keys.addAll(read.keys());
      position = read.next();
      if (position.finished() || !read.page().mayHaveMore()) {
        return keys;
      }
    }
    throw new AssertionError("it never ends");
  }

  // ---- base data --------------------------------------------------------------------------------

  @Test
  void rowsAreReadAsTheyAreWhenTheyAreRead() {
    FakeTable table = table();
    table.put(5, 1);
    String id = create(TunnelType.BASE_DATA);
    table.put(3, 1);
    table.put(9, 1);
    assertThat(readAll(id, onlyChannel(id))).containsExactly(3L, 5L, 9L);
  }

  @Test
  void eachPartIsReadByAChannelOfItsOwn() {
    FakeTable table = table(10, 20);
    for (int key = 0; key < 30; key++) {
      table.put(key, key);
    }
    String id = create(TunnelType.BASE_DATA);
    List<Long> keys = new ArrayList<>();
    channels(id).forEach(channel -> keys.addAll(readAll(id, channel.id())));
    assertThat(keys).isSorted().hasSize(30).doesNotHaveDuplicates();
  }

  @Test
  void anEmptyTableIsFinishedAtOnce() {
    table();
    String id = create(TunnelType.BASE_DATA);
    Read read = read(id, NOBODY, onlyChannel(id), ChannelPosition.BASE_START);
    assertThat(read.entries()).isEmpty();
    assertThat(read.next().finished()).isTrue();
    Read again = read(id, NOBODY, onlyChannel(id), read.next());
    assertThat(again.entries()).isEmpty();
    assertThat(again.next().finished()).isTrue();
    assertThat(again.page().mayHaveMore()).isFalse();
  }

  @Test
  void readingMovesNothing() {
    FakeTable table = table();
    for (int key = 0; key < 7; key++) {
      table.put(key, key);
    }
    String id = create(TunnelType.BASE_DATA);
    String channel = onlyChannel(id);
    Read first = read(id, NOBODY, channel, ChannelPosition.BASE_START);
    Read second = read(id, NOBODY, channel, first.next());
    assertThat(read(id, NOBODY, channel, ChannelPosition.BASE_START)).isEqualTo(first);
    assertThat(read(id, NOBODY, channel, first.next())).isEqualTo(second);
    assertThat(second.next()).isEqualTo(ChannelPosition.base(FakeTable.key(6), 6));
    assertThat(checkpoint(id, NOBODY, channel).position()).isEqualTo(ChannelPosition.BASE_START);
  }

  @Test
  void whenAllBaseChannelsAreFinishedTheStageMovesOn() {
    table(10);
    String id = create(TunnelType.BASE_AND_STREAM);
    String client = connect(id);
    List<ChannelState> states = beat(id, client);
    assertThat(states).hasSize(2);
    checkpoint(id, client, states.get(0).id(), ChannelPosition.FINISHED, 1);
    assertThat(describe(id).tunnel().stage()).isEqualTo(TunnelStage.PROCESS_BASE_DATA);
    assertThat(channels(id)).as("channels of changes are not shown yet").hasSize(2);

    ChannelState last = states.get(1);
    List<ChannelState> answer =
        beat(id, client, new ChannelState(last.id(), 2, ChannelStatus.TERMINATED));
    assertThat(describe(id).tunnel().stage()).isEqualTo(TunnelStage.PROCESS_STREAM);
    assertThat(channels(id)).hasSize(3);
    assertThat(answer).as("the channel of changes is handed out at once").hasSize(1);
    assertThat(channels(id).get(2).clientId()).isEqualTo(client);
    assertThat(checkpoint(id, client, last.id()).position().finished()).isTrue();
  }

  @Test
  void whoNeverConnectsEndsAChannelByACheckpoint() {
    table();
    String id = create(TunnelType.BASE_DATA);
    String channel = onlyChannel(id);
    checkpoint(id, "spark-client", channel, ChannelPosition.FINISHED, 0);
    assertThat(describe(id).tunnel().stage()).isEqualTo(TunnelStage.PROCESS_STREAM);
    assertThat(channels(id).get(0).status()).isEqualTo(ChannelStatus.TERMINATED);
    String client = connect(id);
    assertThat(beat(id, client)).as("there is nothing left to do").isEmpty();
  }

  // ---- changes ----------------------------------------------------------------------------------

  @Test
  void changesFromTheTunnelsCreationOnInOrder() {
    FakeTable table = table();
    create("earlier", TunnelType.STREAM, StreamRange.LATEST);
    table.put(1, 1);
    String id = create(TunnelType.STREAM);
    String channel = onlyChannel(id);
    for (int i = 2; i < 12; i++) {
      table.put(i % 3, i);
      clock.advanceMillis(i % 2);
    }
    List<Long> values = new ArrayList<>();
    long before = 0;
    ChannelPosition position = checkpoint(id, NOBODY, channel).position();
    while (values.size() < 10) {
      Read read = read(id, NOBODY, channel, position);
      for (Collected.Entry entry : read.entries()) {
        values.add(entry.value());
        assertThat(entry.micros()).isGreaterThan(before);
        before = entry.micros();
      }
      position = read.next();
    }
    assertThat(values).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
    assertThat(position.consumed()).isEqualTo(10);
  }

  @Test
  void changesFromTheOldestOnOrFromATime() {
    FakeTable table = table();
    table.enableStream(24);
    table.put(1, 1);
    clock.advanceSeconds(600);
    long start = clock.nanos();
    table.put(2, 2);
    clock.advanceSeconds(600);
    table.put(3, 3);
    String all = create("all", TunnelType.STREAM, new StreamRange(true, 0, 0));
    String some = create("some", TunnelType.STREAM, new StreamRange(false, start, 0));
    String later = create("later", TunnelType.STREAM, new StreamRange(false, start + 1, 0));
    assertThat(readAll(all, onlyChannel(all))).containsExactly(1L, 2L, 3L);
    assertThat(readAll(some, onlyChannel(some))).containsExactly(2L, 3L);
    assertThat(readAll(later, onlyChannel(later))).containsExactly(3L);
  }

  @Test
  void anIntervalOfThePastEndsWithItsLastChange() {
    FakeTable table = table();
    table.enableStream(24);
    long start = clock.nanos();
    table.put(1, 1);
    clock.advanceSeconds(60);
    long end = clock.nanos();
    table.put(2, 2);
    clock.advanceSeconds(1);
    String id = create("past", TunnelType.STREAM, new StreamRange(false, start, end));
    Read read =
        read(id, NOBODY, onlyChannel(id), checkpoint(id, NOBODY, onlyChannel(id)).position());
    assertThat(read.keys()).containsExactly(1L);
    assertThat(read.next().finished()).isTrue();
  }

  @Test
  void anEndInTheFutureKeepsTheChannelOpenUntilThen() {
    FakeTable table = table();
    String id =
        create("future", TunnelType.STREAM, new StreamRange(false, 0, clock.nanos() + HOUR));
    String channel = onlyChannel(id);
    table.put(1, 1);
    ChannelPosition start = checkpoint(id, NOBODY, channel).position();
    Read read = read(id, NOBODY, channel, start);
    assertThat(read.keys()).containsExactly(1L);
    clock.advanceSeconds(3599);
    read = read(id, NOBODY, channel, read.next());
    assertThat(read.next().finished()).isFalse();
    clock.advanceSeconds(1);
    table.put(2, 2);
    read = read(id, NOBODY, channel, read.next());
    assertThat(read.keys()).isEmpty();
    assertThat(read.next().finished()).isTrue();
    assertThat(read(id, NOBODY, channel, start).keys()).containsExactly(1L);
  }

  @Test
  void mayHaveMoreIsFalseOnlyAtTheTail() {
    FakeTable table = table();
    String id = create(TunnelType.STREAM);
    String channel = onlyChannel(id);
    for (int i = 0; i < 4; i++) {
      table.put(i, i);
    }
    ChannelPosition position = checkpoint(id, NOBODY, channel).position();
    List<Boolean> more = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Read read = read(id, NOBODY, channel, position);
      more.add(read.page().mayHaveMore());
      counts.add(read.entries().size());
      position = read.next();
    }
    assertThat(counts).containsExactly(3, 1, 0, 0);
    assertThat(more).containsExactly(true, true, false, false);
  }

  @Test
  void consumePointsAdvanceOnAnIdleTable() {
    FakeTable table = table();
    String id = create(TunnelType.BASE_AND_STREAM);
    String client = connect(id);
    String base = beat(id, client).get(0).id();
    assertThat(describe(id).rpoNanos()).as("not before the changes").isZero();
    checkpoint(id, client, base, ChannelPosition.FINISHED, 1);
    assertThat(describe(id).rpoNanos()).isZero();

    String channel = beat(id, client).get(0).id();
    clock.advanceSeconds(10);
    long written = clock.nanos();
    table.put(1, 1);
    clock.advanceSeconds(10);
    Read read = read(id, client, channel, checkpoint(id, client, channel).position());
    assertThat(describe(id).rpoNanos()).as("reading alone does not count").isZero();
    checkpoint(id, client, channel, read.next(), 1);
    assertThat(describe(id).rpoNanos()).isEqualTo(written);

    clock.advanceSeconds(10);
    read = read(id, client, channel, read.next());
    checkpoint(id, client, channel, read.next(), 2);
    assertThat(describe(id).rpoNanos()).isEqualTo(clock.nanos());
    ChannelDescription described = channels(id).get(1);
    assertThat(described.rpoNanos()).isEqualTo(clock.nanos());
    assertThat(described.consumed()).isEqualTo(1);
    assertThat(described.accessNanos()).isEqualTo(clock.nanos());
    assertThat(channels(id).get(0).rpoNanos()).isZero();
  }

  @Test
  void whatAChannelDeliveredLastCountsWhenItIsFinished() {
    FakeTable table = table();
    for (int key = 0; key < 5; key++) {
      table.put(key, key);
    }
    String id = create(TunnelType.BASE_DATA);
    String channel = onlyChannel(id);
    assertThat(readAll(id, channel)).hasSize(5);
    checkpoint(id, NOBODY, channel, ChannelPosition.FINISHED, 1);
    assertThat(channels(id).get(0).consumed()).isEqualTo(5);
  }

  // ---- shards -----------------------------------------------------------------------------------

  @Test
  void childrenWaitForTheirParents() {
    FakeTable table = table();
    String id = create(TunnelType.STREAM);
    String client = connect(id);
    String parent = beat(id, client).get(0).id();
    table.put(1, 1);
    table.reshard(2);
    table.put(2, 2);
    table.put(3, 3);

    assertThat(channels(id)).hasSize(3);
    assertThat(beat(id, client)).extracting(ChannelState::id).containsExactly(parent);
    Read read = read(id, client, parent, checkpoint(id, client, parent).position());
    assertThat(read.keys()).containsExactly(1L);
    assertThat(read.next().finished()).isTrue();
    checkpoint(id, client, parent, read.next(), 1);
    List<ChannelState> children = beat(id, client);
    assertThat(children).hasSize(2);
    List<Long> keys = new ArrayList<>();
    children.forEach(child -> keys.addAll(readAll(id, child.id())));
    assertThat(keys).containsExactlyInAnyOrder(2L, 3L);
  }

  @Test
  void aTunnelFromNowOnKnowsNothingOfShardsThatAreClosed() {
    FakeTable table = table();
    table.enableStream(24);
    table.put(1, 1);
    table.reshard(1);
    assertThat(channels(create("now", TunnelType.STREAM, StreamRange.LATEST))).hasSize(1);
    String all = create("all", TunnelType.STREAM, new StreamRange(true, 0, 0));
    assertThat(channels(all)).hasSize(2);
    assertThat(beat(all, connect(all))).as("the parent comes first").hasSize(1);
  }

  @Test
  void finishedChannelsAreForgottenWithTheirShards() {
    FakeTable table = table();
    String id = create(TunnelType.STREAM);
    String parent = onlyChannel(id);
    table.reshard(1);
    assertThat(channels(id)).hasSize(2);
    checkpoint(id, NOBODY, parent, ChannelPosition.FINISHED, 1);
    table.dropShard("shard-001");
    assertThat(channels(id)).hasSize(1);
    restart();
    assertThat(channels(id)).hasSize(1);
    assertThat(describe(id).tunnel().expired()).isFalse();
  }

  // ---- expiry -----------------------------------------------------------------------------------

  @Test
  void aTunnelThatLosesChangesExpires() {
    FakeTable table = table();
    String id = create(TunnelType.STREAM);
    String client = connect(id);
    String channel = beat(id, client).get(0).id();
    ChannelPosition start = checkpoint(id, client, channel).position();
    table.put(1, 1);
    clock.advanceSeconds(1);
    table.trim(clock.micros());

    refused(ErrorCode.OTSTunnelExpired, () -> read(id, client, channel, start));
    refused(ErrorCode.OTSTunnelExpired, () -> beat(id, client));
    refused(ErrorCode.OTSTunnelExpired, () -> connect(id));
    assertThat(describe(id).tunnel().expired()).isTrue();
    restart();
    assertThat(describe(id).tunnel().expired()).as("for ever").isTrue();
    join(tunnels.delete(INSTANCE, TABLE, "tunnel", null));
  }

  @Test
  void whatHasBeenConsumedMayBeTrimmed() {
    FakeTable table = table();
    String id = create(TunnelType.STREAM);
    String client = connect(id);
    String channel = beat(id, client).get(0).id();
    table.put(1, 1);
    Read read = read(id, client, channel, checkpoint(id, client, channel).position());
    checkpoint(id, client, channel, read.next(), 1);
    clock.advanceSeconds(1);
    table.trim(clock.micros());
    assertThat(beat(id, client)).hasSize(1);
    assertThat(describe(id).tunnel().expired()).isFalse();
  }

  @Test
  void aBaseStageThatOutlastsTheStreamIsNoticedAtItsEnd() {
    FakeTable table = table();
    String id = create(TunnelType.BASE_AND_STREAM);
    String client = connect(id);
    String base = beat(id, client).get(0).id();
    table.put(1, 1);
    clock.advanceSeconds(1);
    table.trim(clock.micros());
    assertThat(beat(id, client)).hasSize(1);
    checkpoint(id, client, base, ChannelPosition.FINISHED, 1);
    refused(ErrorCode.OTSTunnelExpired, () -> beat(id, client));
  }

  @Test
  void aStreamSwitchedOffOrReplacedExpiresItsTunnels() {
    FakeTable table = table();
    String id = create(TunnelType.BASE_AND_STREAM);
    String base = create("base", TunnelType.BASE_DATA, StreamRange.LATEST);
    table.disableStream();
    refused(ErrorCode.OTSTunnelExpired, () -> connect(id));
    clock.advanceSeconds(1);
    table.enableStream(24);
    refused(ErrorCode.OTSTunnelExpired, () -> connect(id));
    connect(base);
  }

  // ---- checkpoints ------------------------------------------------------------------------------

  private ChannelPosition baseAt(long key) {
    return ChannelPosition.base(FakeTable.key(key), key);
  }

  @Test
  void checkpointsAreNumberedOneByOne() {
    table();
    String id = create(TunnelType.BASE_DATA);
    String client = connect(id);
    String channel = beat(id, client).get(0).id();
    assertThat(checkpoint(id, client, channel))
        .isEqualTo(new Checkpoint(ChannelPosition.BASE_START, 0));
    checkpoint(id, client, channel, baseAt(5), 1);
    checkpoint(id, client, channel, baseAt(3), 2);
    assertThat(checkpoint(id, client, channel)).isEqualTo(new Checkpoint(baseAt(3), 2));
    for (long wrong : new long[] {0, 1, 2, 4, -1, Long.MAX_VALUE}) {
      refused(
          ErrorCode.OTSSequenceNumberNotMatch,
          () -> checkpoint(id, client, channel, baseAt(7), wrong));
    }
    assertThat(checkpoint(id, client, channel)).isEqualTo(new Checkpoint(baseAt(3), 2));
  }

  @Test
  void aCheckpointWhoseAnswerWasLostMayBeRepeated() {
    table();
    String id = create(TunnelType.BASE_DATA);
    String client = connect(id);
    String channel = beat(id, client).get(0).id();
    checkpoint(id, client, channel, baseAt(5), 1);
    checkpoint(id, client, channel, baseAt(5), 1);
    refused(
        ErrorCode.OTSSequenceNumberNotMatch, () -> checkpoint(id, client, channel, baseAt(6), 1));
    checkpoint(id, client, channel, ChannelPosition.FINISHED, 2);
    checkpoint(id, client, channel, ChannelPosition.FINISHED, 2);
    refused(
        ErrorCode.OTSSequenceNumberNotMatch, () -> checkpoint(id, client, channel, baseAt(6), 3));
    checkpoint(id, client, channel, ChannelPosition.FINISHED, 3);
  }

  @Test
  void numbersSurviveAChangeOfOwner() {
    table();
    String id = create(TunnelType.BASE_DATA);
    String a = connect(id);
    String channel = beat(id, a).get(0).id();
    checkpoint(id, a, channel, baseAt(5), 1);
    join(tunnels.shutdown(INSTANCE, id, a));
    String b = connect(id);
    beat(id, b);
    assertThat(checkpoint(id, b, channel)).isEqualTo(new Checkpoint(baseAt(5), 1));
    checkpoint(id, b, channel, baseAt(6), 2);
  }

  @Test
  void whoMayReadAndWhoMayCheckpoint() {
    table(10);
    String id = create(TunnelType.BASE_DATA);
    String a = connect(id);
    String b = connect(id);
    String ofA = beat(id, a).get(0).id();
    String ofB = beat(id, b).get(0).id();
    ChannelPosition start = ChannelPosition.BASE_START;

    for (String stranger : List.of("", "spark-client", "a_b_c")) {
      read(id, stranger, ofA, start);
      checkpoint(id, stranger, ofA);
      refused(ErrorCode.OTSResourceGone, () -> checkpoint(id, stranger, ofA, start, 1));
    }
    refused(ErrorCode.OTSResourceGone, () -> read(id, a, ofB, start));
    refused(ErrorCode.OTSResourceGone, () -> checkpoint(id, a, ofB));
    refused(ErrorCode.OTSResourceGone, () -> checkpoint(id, a, ofB, start, 1));
    refused(ErrorCode.OTSParameterInvalid, () -> read(id, a, "nothing", start));

    join(tunnels.shutdown(INSTANCE, id, b));
    read(id, a, ofB, start);
    checkpoint(id, a, ofB, ChannelPosition.base(FakeTable.key(11), 1), 1);
    checkpoint(id, "", ofB, ChannelPosition.base(FakeTable.key(12), 1), 2);
    checkpoint(id, "", ofB, ChannelPosition.base(FakeTable.key(13), 1), 0);
    assertThat(checkpoint(id, a, ofB).sequence()).isEqualTo(3);
  }

  // ---- positions --------------------------------------------------------------------------------

  @Test
  void positionsOfOtherChannelsAreRefused() {
    FakeTable table = table(10);
    String id = create(TunnelType.BASE_AND_STREAM);
    String low = channels(id).get(0).id();
    String high = channels(id).get(1).id();
    checkpoint(id, "", low, baseAt(9), 1);
    List<ChannelPosition> foreign =
        List.of(
            baseAt(10),
            ChannelPosition.base(FakeTable.key(3), -1),
            ChannelPosition.base(PrimaryKey.of(new PrimaryKeyColumn("k", Value.string("a"))), 0),
            ChannelPosition.base(PrimaryKey.of(new PrimaryKeyColumn("x", Value.integer(1))), 0),
            ChannelPosition.base(PrimaryKey.of(new PrimaryKeyColumn("k", Value.INF_MIN)), 0),
            ChannelPosition.base(PrimaryKey.of(), 0),
            ChannelPosition.stream(
                new StreamIterator(table.stream().streamId(), "shard-001", 0).text(), 0, 0));
    for (ChannelPosition position : foreign) {
      refused(ErrorCode.OTSParameterInvalid, () -> read(id, "", low, position));
      refused(ErrorCode.OTSParameterInvalid, () -> checkpoint(id, "", low, position, 2));
    }
    refused(ErrorCode.OTSParameterInvalid, () -> read(id, "", high, baseAt(9)));
  }

  @Test
  void positionsOfOtherStreamsAreRefused() {
    FakeTable table = table();
    String id = create(TunnelType.STREAM);
    String channel = onlyChannel(id);
    String stream = table.stream().streamId();
    StreamIterator place = StreamIterator.parse(checkpoint(id, "", channel).position().iterator());
    assertThat(place.stream()).isEqualTo(stream);
    for (String iterator :
        List.of(
            new StreamIterator("other_1", place.shard(), 0).text(),
            new StreamIterator(stream, "shard-002", 0).text(),
            "s-0001:42",
            place.text() + "0",
            "///")) {
      refused(
          ErrorCode.OTSParameterInvalid,
          () -> read(id, "", channel, ChannelPosition.stream(iterator, 0, 0)));
    }
    refused(
        ErrorCode.OTSParameterInvalid,
        () -> read(id, "", channel, ChannelPosition.stream(place.text(), -1, 0)));
    refused(ErrorCode.OTSParameterInvalid, () -> read(id, "", channel, ChannelPosition.BASE_START));
  }
}

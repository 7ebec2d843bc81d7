/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.DefinedColumn;
import io.tabularium.model.EncryptionSpec;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.StreamDetails;
import io.tabularium.model.TableMeta;
import io.tabularium.model.TableOptions;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stored form of a table: what earlier versions wrote must stay readable. */
class TableStateFormatTest {
  private static final TableState STATE =
      new TableState(
          "inst",
          new TableMeta(
              "t",
              PrimaryKeySchema.of(
                  KeyColumnSchema.of("p", KeyType.STRING),
                  new KeyColumnSchema("n", KeyType.INTEGER, true)),
              List.of(new DefinedColumn("c", ValueType.DOUBLE))),
          new TableOptions(86_400, 2, 9_000_000_000_000L, false, true),
          new TableState.Throughput(new ReservedThroughput(1, 2), 1_700_000_000L, 1_700_000_001L),
          new TableState.Stream(
              new StreamDetails(
                  true, "t_1700000000000000", 24, 1_700_000_000_000_000L, List.of("o")),
              1_700_000_000_000_000L),
          Partitions.of(List.of(Value.string("m"))),
          new EncryptionSpec(true, 2, ByteSlice.utf8("key"), ByteSlice.utf8("arn")),
          1_700_000_000_000_000L,
          true,
          true,
          List.of("f"),
          null);

  private static final String STORED =
      "{'format':1,'instance':'inst','name':'t',"
          + "'primaryKey':[{'name':'p','type':'STRING','autoIncrement':false},"
          + "{'name':'n','type':'INTEGER','autoIncrement':true}],"
          + "'definedColumns':[{'name':'c','type':'DOUBLE'}],"
          + "'options':{'timeToLiveSeconds':86400,'maxVersions':2,"
          + "'maxTimeDeviationSeconds':9000000000000,'allowUpdate':false,'updateFullRow':true},"
          + "'throughput':{'read':1,'write':2,'lastIncreaseTimeSeconds':1700000000,"
          + "'lastDecreaseTimeSeconds':1700000001},"
          + "'stream':{'id':'t_1700000000000000','expirationHours':24,"
          + "'lastEnableTimeMicros':1700000000000000,'originColumns':['o']},"
          + "'lastStreamMicros':1700000000000000,"
          + "'splitPoints':[{'type':'STRING','bytes':'bQ=='}],"
          + "'encryption':{'enabled':true,'keyType':2,'keyId':'a2V5','roleArn':'YXJu'},"
          + "'creationTimeMicros':1700000000000000,'localTransactions':true,'pagedRows':true,"
          + "'feedConsumers':['f']}";

  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void formatOneIsWrittenLetterByLetter() {
    assertThat(new String(TableStateFormat.encode(STATE), StandardCharsets.UTF_8))
        .isEqualTo(STORED.replace('\'', '"'));
  }

  @Test
  void formatOneIsRead() {
    assertThat(TableStateFormat.decode(json(STORED))).isEqualTo(STATE);
  }

  private static final TableState INDEX =
      STATE.withIndex(
          new TableState.IndexState(
              7, List.of("c", "n"), List.of("d"), true, true, false, false, ByteSlice.utf8("key")));

  private static final String STORED_INDEX =
      STORED.replace("t':1", "t':2").replace("['f']}", "['f'],")
          + "'index':{'tableId':7,'keyColumns':['c','n'],'attributeColumns':['d'],'local':true,"
          + "'baseData':true,'built':false,'builtTo':'a2V5'}}";

  @Test
  void anIndexIsWrittenInFormatTwoLetterByLetterAndRead() {
    assertThat(new String(TableStateFormat.encode(INDEX), StandardCharsets.UTF_8))
        .isEqualTo(STORED_INDEX.replace('\'', '"'));
    assertThat(TableStateFormat.decode(json(STORED_INDEX))).isEqualTo(INDEX);
  }

  @Test
  void aLastPointIndexIsWrittenInFormatFourLetterByLetterAndRead() {
    TableState lastPoint =
        STATE.withIndex(
            new TableState.IndexState(
                7, List.of("p"), List.of(), true, true, false, true, ByteSlice.utf8("key")));
    String stored =
        STORED.replace("t':1", "t':4").replace("['f']}", "['f'],")
            + "'index':{'tableId':7,'keyColumns':['p'],'attributeColumns':[],'local':true,"
            + "'baseData':true,'built':false,'lastPoint':true,'builtTo':'a2V5'}}";
    assertThat(new String(TableStateFormat.encode(lastPoint), StandardCharsets.UTF_8))
        .isEqualTo(stored.replace('\'', '"'));
    assertThat(TableStateFormat.decode(json(stored))).isEqualTo(lastPoint);
  }

  @Test
  void partitionsThatWereSplitAreWrittenLetterByLetterAndRead() {
    TableState split =
        STATE.withPartitions(
            STATE
                .partitions()
                .split(Value.string("t"), shard -> 1_700_000_000_000_005L)
                .closed(shard -> true, shard -> 1_700_000_000_000_009L));
    String stored =
        STORED.replace(
            "'encryption'",
            "'openShards':[0,2,3],'shards':["
                + "{'number':0,'parents':[],'epoch':0,'first':0,'status':'OPEN','end':0},"
                + "{'number':1,'parents':[],'epoch':0,'first':0,'status':'CLOSED',"
                + "'end':1700000000000009},"
                + "{'number':2,'parents':[1],'epoch':1,'first':1700000000000005,"
                + "'status':'OPEN','end':0},"
                + "{'number':3,'parents':[1],'epoch':1,'first':1700000000000005,"
                + "'status':'OPEN','end':0}],'encryption'");
    stored =
        stored
            .replace("format':1", "format':3")
            .replace("'bQ=='}]", "'bQ=='},{'type':'STRING','bytes':'dA=='}]");
    assertThat(new String(TableStateFormat.encode(split), StandardCharsets.UTF_8))
        .isEqualTo(stored.replace('\'', '"'));
    assertThat(TableStateFormat.decode(json(stored))).isEqualTo(split);
  }

  @Test
  void anIndexOfNoTableIsNotOpened() {
    RecordingStore orphan = new RecordingStore();
    orphan.putFact("next-table-id", "9");
    orphan.putFact("table/00000008", STORED_INDEX.replace('\'', '"'));
    assertThatThrownBy(() -> new Catalog(orphan, EngineConfig.DEFAULT, new TickingClock()))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
  }

  @Test
  void aTableThatNothingFollowsSaysNothingAboutIt() {
    String silent = STORED.replace(",'feedConsumers':['f']", "");
    TableState state = TableStateFormat.decode(json(silent));
    assertThat(state).isEqualTo(STATE.withFeedConsumers(List.of()));
    assertThat(TableStateFormat.encode(state)).isEqualTo(json(silent));
  }

  @Test
  void aLaterFormatIsNotGuessedAt() {
    assertThatThrownBy(() -> TableStateFormat.decode(json(STORED.replace("t':1", "t':5"))))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNKNOWN_FORMAT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[]",
        "{'format':0}",
        "{'format':1}",
        "{'format':1,'instance':'i','name':'t','primaryKey':[{'name':'p','type':'FLOAT'}]}"
      })
  void whatNobodyWroteIsCorrupt(String text) {
    assertThatThrownBy(() -> TableStateFormat.decode(json(text)))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'pagedRows':true", "'read':1", "'type':'STRING'", "'maxVersions':2"})
  void aFieldThatIsMissingOrOfAnotherKindIsCorrupt(String field) {
    String missing = STORED.replace(field, "'other':1");
    String another = STORED.replace(field, field.substring(0, field.indexOf(':')) + ":[]");
    for (String text : List.of(missing, another)) {
      assertThatThrownBy(() -> TableStateFormat.decode(json(text)))
          .isInstanceOfSatisfying(
              StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
    }
  }

  @Test
  void aCatalogueThatContradictsItselfIsNotOpened() {
    RecordingStore twins = new RecordingStore();
    twins.putFact("next-table-id", "3");
    twins.putFact("table/00000001", STORED.replace('\'', '"'));
    twins.putFact("table/00000002", STORED.replace('\'', '"'));
    RecordingStore reused = new RecordingStore();
    reused.putFact("next-table-id", "1");
    reused.putFact("table/00000001", STORED.replace('\'', '"'));
    RecordingStore unreadable = new RecordingStore();
    unreadable.putFact("next-table-id", "many");

    for (RecordingStore store : List.of(twins, reused, unreadable)) {
      assertThatThrownBy(() -> new Catalog(store, EngineConfig.DEFAULT, new TickingClock()))
          .isInstanceOfSatisfying(
              StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
    }
  }
}

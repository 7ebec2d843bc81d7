/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static io.tabularium.engine.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.DefinedColumn;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.IndexMeta;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.StreamDetails;
import io.tabularium.model.TableDescription;
import io.tabularium.model.TableOptions;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What CreateTable makes, and which keys and indexes it refuses. */
class CreateTableTest extends CatalogFixture {

  private static KeyColumnSchema column(String name) {
    return KeyColumnSchema.of(name, KeyType.STRING);
  }

  @Test
  void aTableIsUsableAndDescribedAtOnce() {
    create(
        Specs.table("orders")
            .key(column("user"), KeyColumnSchema.of("at", KeyType.INTEGER))
            .columns(new DefinedColumn("price", ValueType.DOUBLE))
            .throughput(3, 4)
            .localTransactions());

    TableDescription description = catalog.describe(INSTANCE, "orders");
    assertThat(description.meta().name()).isEqualTo("orders");
    assertThat(description.meta().primaryKey().columns())
        .containsExactly(column("user"), KeyColumnSchema.of("at", KeyType.INTEGER));
    assertThat(description.meta().definedColumns())
        .containsExactly(new DefinedColumn("price", ValueType.DOUBLE));
    assertThat(description.options()).isEqualTo(TableOptions.DEFAULT);
    assertThat(description.throughput()).isEqualTo(new ReservedThroughput(3, 4));
    assertThat(description.lastIncreaseTimeSeconds()).isEqualTo(1_700_000_000L);
    assertThat(description.lastDecreaseTimeSeconds()).isNull();
    assertThat(description.creationTimeMicros()).isEqualTo(1_700_000_000_000_000L);
    assertThat(description.stream()).isEqualTo(StreamDetails.DISABLED);
    assertThat(description.splitPoints()).isEmpty();
    assertThat(description.encryption()).isNull();
    assertThat(description.indexes()).isEmpty();
    assertThat(description.localTransactions()).isTrue();

    Table table = catalog.table(INSTANCE, "orders");
    assertThat(table.name()).isEqualTo("orders");
    assertThat(table.instance()).isEqualTo(INSTANCE);
    assertThat(table.localTransactions()).isTrue();
    assertThat(table.hasPagedRows()).isFalse();
    assertThat(table.isDeleted()).isFalse();
  }

  @Test
  void tablesAreListedByInstanceInByteOrder() {
    create(Specs.table("b"));
    create(Specs.table("_a"));
    create(Specs.table("B"));
    catalog.create("other", Specs.table("z").spec());

    assertThat(catalog.list(INSTANCE)).containsExactly("B", "_a", "b");
    assertThat(catalog.list("other")).containsExactly("z");
    assertThat(catalog.list("none")).isEmpty();
    assertThat(catalog.tables()).hasSize(4);
  }

  @Test
  void aNameIsTakenOnlyOnceInAnInstance() {
    create(Specs.table("t"));
    catalog.create("other", Specs.table("t").spec());

    assertRefused(
        () -> create(Specs.table("t")),
        ErrorCode.OTSObjectAlreadyExist,
        "Requested table already exists.");
  }

  @Test
  void aMissingTableIsNotFound() {
    create(Specs.table("t"));

    for (String name : List.of("T", "t2")) {
      assertRefused(
          () -> catalog.table(INSTANCE, name),
          ErrorCode.OTSObjectNotExist,
          "Requested table does not exist.");
    }
    assertRefused(
        () -> catalog.table("other", "t"),
        ErrorCode.OTSObjectNotExist,
        "Requested table does not exist.");
  }

  @Test
  void anInstanceHasAQuotaOf64Tables() {
    for (int i = 0; i < 64; i++) {
      create(Specs.table("t" + i));
    }

    assertRefused(
        () -> create(Specs.table("one_more")),
        ErrorCode.OTSQuotaExhausted,
        "Number of tables exceeds the quota:64.");
    assertRefused(
        () -> create(Specs.table("t0")),
        ErrorCode.OTSObjectAlreadyExist,
        "Requested table already exists.");

    catalog.create("other", Specs.table("one_more").spec());
    catalog.delete(INSTANCE, "t7");
    create(Specs.table("one_more"));
    assertThat(catalog.list(INSTANCE)).hasSize(64);
  }

  @Test
  void theQuotaIsConfigurable() {
    reopen(new EngineConfig(1, false, false, 1 << 20, 1000));
    create(Specs.table("t"));

    assertRefused(
        () -> create(Specs.table("u")),
        ErrorCode.OTSQuotaExhausted,
        "Number of tables exceeds the quota:1.");
  }

  @Test
  void aKeyHasOneToFourColumns() {
    create(Specs.table("four").key(column("a"), column("b"), column("c"), column("d")));

    String message = "The number of primary key columns must be in range: [1, 4].";
    assertInvalid(() -> create(Specs.table().key()), message);
    assertInvalid(
        () ->
            create(
                Specs.table().key(column("a"), column("b"), column("c"), column("d"), column("e"))),
        message);
  }

  @Test
  void keyColumnsHaveValidAndDifferentNames() {
    assertInvalid(
        () -> create(Specs.table().key(column("PK0"), column("PK1"), column("PK0"))),
        "Duplicated primary key name: 'PK0'.");
    assertInvalid(() -> create(Specs.table().key(column("#pk"))), "Invalid column name: '#pk'.");
    assertInvalid(() -> create(Specs.table().key(column(""))), "Invalid column name: ''.");
  }

  @Test
  void anAutoIncrementColumnIsOneIntegerBehindThePartitionKey() {
    create(Specs.table("ok").key(column("a"), Specs.generated("b", KeyType.INTEGER)));

    assertThat(catalog.describe(INSTANCE, "ok").meta().primaryKey().autoIncrementIndex())
        .isEqualTo(1);
    assertInvalid(
        () -> create(Specs.table("log").key(Specs.generated("a", KeyType.INTEGER))),
        "First primary key can't be auto increment, table: log.");
    assertInvalid(
        () -> create(Specs.table().key(column("a"), Specs.generated("b", KeyType.STRING))),
        "AUTO_INCREMENT primary key must be integer.");
    assertInvalid(
        () ->
            create(
                Specs.table()
                    .key(
                        column("a"),
                        Specs.generated("b", KeyType.INTEGER),
                        Specs.generated("c", KeyType.INTEGER))),
        "AUTO_INCREMENT primary key count must <= 1.");
    assertInvalid(
        () ->
            create(
                Specs.table()
                    .key(column("a"), Specs.generated("b", KeyType.INTEGER))
                    .localTransactions()),
        "AUTO_INCREMENT primary key is not supported in a table with local transaction.");
  }

  @Test
  void secondaryIndexesAreChecked() {
    DefinedColumn[] columns =
        IntStream.range(0, 32)
            .mapToObj(i -> new DefinedColumn("c" + i, ValueType.INTEGER))
            .toArray(DefinedColumn[]::new);
    List<String> all32 = IntStream.range(0, 32).mapToObj(i -> "c" + i).toList();

    indexed(columns, index("i", List.of("c1", "pk"), all32));
    assertThat(catalog.describe(INSTANCE, "t").indexes())
        .containsExactly(index("i", List.of("c1", "pk"), all32));
    catalog.delete(INSTANCE, "t");
    assertInvalid(
        () -> indexed(columns, index("3i", List.of("c1"), List.of())), "Invalid table name: '3i'.");
    assertInvalid(
        () -> indexed(columns, index("i", List.of(), List.of())),
        "The number of primary key columns must be in range: [1, 4] in index.");
    assertInvalid(
        () -> indexed(columns, index("i", List.of("c1", "c2", "c3", "c4", "c5"), List.of())),
        "The number of primary key columns must be in range: [1, 4] in index.");
    assertInvalid(
        () -> indexed(columns, index("i", List.of("c1"), Collections.nCopies(33, "c2"))),
        "The number of attribute columns must be in range: [0, 32] in index.");
    assertInvalid(
        () -> indexed(columns, index("i", List.of("#"), List.of())), "Invalid column name: '#'.");
    assertInvalid(
        () -> indexed(columns, index("i", List.of("nope"), List.of())),
        "Column does not exist:nope.");
    assertInvalid(
        () -> indexed(columns, index("i", List.of("c1"), List.of("nope"))),
        "Column does not exist:nope.");
    assertInvalid(
        () ->
            indexed(
                columns,
                IntStream.range(0, 6)
                    .mapToObj(i -> index("i" + i, List.of("c1"), List.of()))
                    .toArray(IndexMeta[]::new)),
        "Number of index per table exceeds the quota:5.");
    assertThat(catalog.list(INSTANCE)).isEmpty();
  }

  private void indexed(DefinedColumn[] columns, IndexMeta... indexes) {
    create(Specs.table().columns(columns).indexes(indexes));
  }

  private static IndexMeta index(String name, List<String> key, List<String> attributes) {
    return new IndexMeta(name, key, attributes, false, true);
  }

  @Test
  void whatIsRefusedLeavesNothingBehind() {
    assertInvalid(
        () -> create(Specs.table().throughput(0, -1)),
        "Invalid Capacity Unit:-1 . Capacity Unit must be nonnegative.");

    assertThat(store.changes).isZero();
    assertThat(catalog.list(INSTANCE)).isEmpty();
  }

  @Test
  void theFirstThingWrongIsTheOneReported() {
    Specs all =
        Specs.table("3t")
            .key(Specs.generated("#", KeyType.INTEGER))
            .columns(new DefinedColumn("", ValueType.INTEGER))
            .options(Specs.options(0, 0))
            .throughput(-1, -1)
            .splitAt(Value.bool(true));

    assertInvalid(() -> create(all), "Invalid table name: '3t'.");
    all.named("t");
    assertInvalid(() -> create(all), "Invalid column name: '#'.");
    all.key(KeyType.STRING);
    assertInvalid(() -> create(all), "Invalid column name: ''.");
    all.columns();
    assertInvalid(() -> create(all), "TimeToLive cannot be 0 or less than -1.");
    all.options(Specs.options(-1, 0));
    assertInvalid(() -> create(all), "The maximum versions cannot be less than or equal to 0.");
    all.options(Specs.options(-1, 1));
    assertInvalid(
        () -> create(all), "Invalid Capacity Unit:-1 . Capacity Unit must be nonnegative.");
    all.throughput(0, 0);
    assertInvalid(
        () -> create(all), "The value type of partition does not match with primary key.");
  }
}

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
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.ValueType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which indexes there may be, on which tables, and what they do to those tables. */
class IndexRulesTest extends CatalogFixture {
  private Specs table;

  @BeforeEach
  void describe() {
    table =
        Specs.table("t")
            .key(
                KeyColumnSchema.of("pk", KeyType.STRING), KeyColumnSchema.of("ck", KeyType.INTEGER))
            .columns(
                new DefinedColumn("s", ValueType.STRING),
                new DefinedColumn("i", ValueType.INTEGER),
                new DefinedColumn("b", ValueType.BLOB),
                new DefinedColumn("d", ValueType.DOUBLE),
                new DefinedColumn("t", ValueType.BOOLEAN));
  }

  private static IndexMeta global(String name, String... key) {
    return new IndexMeta(name, List.of(key), List.of(), false, true);
  }

  private static IndexMeta local(String name, String... key) {
    return new IndexMeta(name, List.of(key), List.of(), true, true);
  }

  private void add(IndexMeta index) {
    catalog.createIndex(INSTANCE, "t", index, false);
  }

  @Test
  void theKeyIsCompletedWithTheColumnsOfTheTablesKey() {
    create(
        table.indexes(
            new IndexMeta("g", List.of("i", "ck"), List.of("d", "s", "i"), false, true),
            local("l", "pk", "b")));

    assertThat(catalog.describe(INSTANCE, "g").meta().primaryKey().columns())
        .containsExactly(
            KeyColumnSchema.of("i", KeyType.INTEGER),
            KeyColumnSchema.of("ck", KeyType.INTEGER),
            KeyColumnSchema.of("pk", KeyType.STRING));
    assertThat(catalog.describe(INSTANCE, "g").meta().definedColumns())
        .as("what is in the key already is not covered again")
        .containsExactly(
            new DefinedColumn("d", ValueType.DOUBLE), new DefinedColumn("s", ValueType.STRING));
    assertThat(catalog.describe(INSTANCE, "l").meta().primaryKey().columns())
        .containsExactly(
            KeyColumnSchema.of("pk", KeyType.STRING),
            KeyColumnSchema.of("b", KeyType.BINARY),
            KeyColumnSchema.of("ck", KeyType.INTEGER));
  }

  @Test
  void aTableIsDescribedWithItsIndexesAsDeclaredAndAnIndexWithNone() {
    create(table.indexes(global("g", "i")));
    add(local("l", "pk", "b"));

    assertThat(catalog.describe(INSTANCE, "t").indexes())
        .containsExactly(global("g", "i"), local("l", "pk", "b"));
    assertThat(catalog.describe(INSTANCE, "g").indexes()).isEmpty();
    assertThat(catalog.list(INSTANCE)).containsExactly("g", "l", "t");
    reopen();
    assertThat(catalog.describe(INSTANCE, "t").indexes())
        .containsExactly(global("g", "i"), local("l", "pk", "b"));
  }

  @Test
  void anIndexHasTheOptionsOfItsTableWheneverTheyChange() {
    create(table.indexes(global("g", "i")));
    catalog.update(
        INSTANCE, "t", new TableOptionsChange(86_400, null, null, false, null), null, null);

    assertThat(catalog.describe(INSTANCE, "g").options())
        .isEqualTo(catalog.describe(INSTANCE, "t").options());
    assertThat(catalog.describe(INSTANCE, "g").options().timeToLiveSeconds()).isEqualTo(86_400);
  }

  @Test
  void keyColumnsAreOfTypesThatKeysMayHave() {
    create(table);
    for (String column : List.of("d", "t")) {
      assertInvalid(
          () -> add(global("g", column)),
          "Invalid column type, only STRING,INTEGER,BINARY is allowed.");
    }
    assertInvalid(() -> add(global("g", "i", "i")), "Duplicated primary key name: 'i'.");
    assertInvalid(() -> add(global("g", "x")), "Column does not exist:x.");
  }

  @Test
  void aLocalIndexBeginsWithThePartitionKey() {
    create(table);
    assertInvalid(
        () -> add(local("l", "i", "pk")),
        "The first primary key column of local index 'l' must be the partition key: pk.");
  }

  @Test
  void anIndexDoesNotBeginWithGeneratedNumbers() {
    create(
        Specs.table("t")
            .key(KeyColumnSchema.of("pk", KeyType.STRING), Specs.generated("id", KeyType.INTEGER)));
    assertInvalid(
        () -> add(global("g", "id")), "First primary key can't be auto increment, index: g.");
    add(global("g", "pk", "id"));
    assertThat(catalog.describe(INSTANCE, "g").meta().primaryKey().autoIncrementIndex())
        .isEqualTo(-1);
  }

  @Test
  void thereAreFiveAtMost() {
    create(table);
    IntStream.range(0, 5).forEach(i -> add(global("g" + i, "i")));
    assertInvalid(() -> add(global("g5", "i")), "Number of index per table exceeds the quota:5.");
  }

  @Test
  void checksGoFromTheRequestToTheTableToItsOptions() {
    assertInvalid(() -> add(global("3g", "#")), "Invalid table name: '3g'.");
    assertInvalid(
        () -> add(global("g")),
        "The number of primary key columns must be in range: [1, 4] in index.");
    assertRefused(
        () -> add(global("g", "x")),
        ErrorCode.OTSObjectNotExist,
        "Requested table does not exist.");
    create(table.options(Specs.options(-1, 2)));
    assertInvalid(() -> add(global("g", "x")), "Column does not exist:x.");
    assertInvalid(
        () -> add(global("g", "i")),
        "The max versions of a table with index must be 1, but is: 2.");
  }

  @Test
  void namesAreSharedWithTables() {
    create(table.indexes(global("g", "i")));
    create(Specs.table("other"));
    for (String taken : List.of("t", "g", "other")) {
      assertRefused(
          () -> add(global(taken, "i")),
          ErrorCode.OTSObjectAlreadyExist,
          "Requested table already exists.");
    }
    assertRefused(
        () -> create(Specs.table("g")),
        ErrorCode.OTSObjectAlreadyExist,
        "Requested table already exists.");
    assertRefused(
        () -> create(table.named("new").indexes(global("x", "i"), global("x", "s"))),
        ErrorCode.OTSObjectAlreadyExist,
        "Requested table already exists.");
    assertThat(catalog.list(INSTANCE)).containsExactly("g", "other", "t");
  }

  @Test
  void indexesCountAsTables() {
    reopen(new EngineConfig(3, false, false, 1 << 20, 1000));
    create(table.indexes(global("g", "i"), global("h", "i")));
    assertRefused(
        () -> add(global("x", "i")),
        ErrorCode.OTSQuotaExhausted,
        "Number of tables exceeds the quota:3.");
  }

  @Test
  void versionsAndExpiringUpdatesDoNotGoWithIndexes() {
    assertInvalid(
        () -> create(table.options(Specs.options(-1, 2)).indexes(global("g", "i"))),
        "The max versions of a table with index must be 1, but is: 2.");
    String message = "Don't support allow update operation on table with index and ttl";
    assertInvalid(() -> create(table.options(Specs.options(86_400, 1))), message);
    create(table.options(new TableOptionsChange(86_400, 1, null, false, null)));
    assertInvalid(
        () ->
            catalog.update(
                INSTANCE, "t", new TableOptionsChange(null, null, null, true, null), null, null),
        message);
    assertInvalid(
        () ->
            catalog.update(
                INSTANCE, "t", new TableOptionsChange(null, 2, null, null, null), null, null),
        "The max versions of a table with index must be 1, but is: 2.");
    catalog.dropIndex(INSTANCE, "t", "g");
    catalog.update(INSTANCE, "t", new TableOptionsChange(null, 2, null, true, null), null, null);
  }

  @Test
  void anIndexIsNotATableToBeChanged() {
    create(table.indexes(global("g", "i")));
    String message = "Table 'g' is an index; change or drop it through its main table.";
    assertInvalid(() -> catalog.delete(INSTANCE, "g"), message);
    assertInvalid(
        () -> catalog.update(INSTANCE, "g", Specs.options(-1, null), null, null), message);
    assertInvalid(
        () ->
            catalog.addDefinedColumns(
                INSTANCE, "g", List.of(new DefinedColumn("x", ValueType.STRING))),
        message);
    assertInvalid(() -> catalog.deleteDefinedColumns(INSTANCE, "g", List.of("i")), message);
    assertInvalid(
        () -> catalog.createIndex(INSTANCE, "g", global("h", "i"), true),
        "Can't create index on index table.");
  }

  @Test
  void aColumnThatAnIndexNeedsStaysDefined() {
    create(table.indexes(new IndexMeta("g", List.of("i"), List.of("d"), false, true)));
    assertInvalid(
        () -> catalog.deleteDefinedColumns(INSTANCE, "t", List.of("s", "i")),
        "Column 'i' is used by index 'g'.");
    assertInvalid(
        () -> catalog.deleteDefinedColumns(INSTANCE, "t", List.of("d")),
        "Column 'd' is used by index 'g'.");
    catalog.deleteDefinedColumns(INSTANCE, "t", List.of("s"));
    catalog.dropIndex(INSTANCE, "t", "g");
    catalog.deleteDefinedColumns(INSTANCE, "t", List.of("d", "i"));
  }

  @Test
  void aDroppedIndexIsGoneAndEmptied() {
    create(table.indexes(global("g", "i"), global("h", "i")));
    int number = catalog.table(INSTANCE, "g").id();
    catalog.dropIndex(INSTANCE, "t", "g");

    assertThat(store.dropped).containsExactly(number);
    assertThat(catalog.list(INSTANCE)).containsExactly("h", "t");
    assertThat(catalog.describe(INSTANCE, "t").indexes()).containsExactly(global("h", "i"));
    create(Specs.table("other"));
    for (String name : List.of("g", "other", "t")) {
      assertRefused(
          () -> catalog.dropIndex(INSTANCE, "t", name),
          ErrorCode.OTSObjectNotExist,
          "Requested table does not exist.");
    }
    reopen();
    assertThat(catalog.describe(INSTANCE, "t").indexes()).containsExactly(global("h", "i"));
  }

  @Test
  void aTableTakesItsIndexesAlong() {
    create(table.indexes(global("g", "i"), global("h", "i")));
    catalog.delete(INSTANCE, "t");
    assertThat(store.dropped).hasSize(3);
    assertThat(catalog.list(INSTANCE)).isEmpty();
    reopen();
    assertThat(catalog.list(INSTANCE)).isEmpty();
  }
}

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
import io.tabularium.model.StreamSpec;
import io.tabularium.model.TableDescription;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.ValueType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which last-point indexes there may be, on which tables, and how they are described. */
class LastPointRulesTest extends CatalogFixture {
  private Specs table;

  @BeforeEach
  void describe() {
    table =
        Specs.table("t")
            .key(
                KeyColumnSchema.of("pk", KeyType.STRING),
                Specs.generated("id", KeyType.INTEGER),
                KeyColumnSchema.of("b", KeyType.BINARY))
            .columns(new DefinedColumn("i", ValueType.INTEGER))
            .options(new TableOptionsChange(86_400, 3, null, false, null));
  }

  private void add(String name, String... key) {
    catalog.createLastPointIndex(INSTANCE, "t", name, List.of(key), false);
  }

  private void update(TableOptionsChange options) {
    catalog.update(INSTANCE, "t", options, null, null);
  }

  @Test
  void itIsDescribedAsATableWithTheBeginningOfTheKey() {
    create(table);
    add("l", "pk", "id");
    reopen();

    TableDescription described = catalog.describe(INSTANCE, "l");
    assertThat(described.meta().name()).isEqualTo("l");
    assertThat(described.meta().primaryKey().columns())
        .containsExactly(
            KeyColumnSchema.of("pk", KeyType.STRING), KeyColumnSchema.of("id", KeyType.INTEGER));
    assertThat(described.meta().definedColumns()).isEmpty();
    assertThat(described.options()).isEqualTo(catalog.describe(INSTANCE, "t").options());
    assertThat(described.stream().enabled()).isFalse();
    assertThat(catalog.list(INSTANCE)).containsExactly("l", "t");
    assertThat(catalog.describe(INSTANCE, "t").indexes())
        .as("it is no secondary index, and the message could not say what it is")
        .isEmpty();
  }

  @Test
  void itsStreamAndOptionsAreTheTablesWheneverTheyChange() {
    create(table);
    add("l", "pk");
    catalog.update(INSTANCE, "t", null, null, new StreamSpec(true, 24, List.of()));
    assertThat(catalog.describe(INSTANCE, "l").stream())
        .isEqualTo(catalog.describe(INSTANCE, "t").stream());
    assertThat(catalog.describe(INSTANCE, "l").stream().enabled()).isTrue();
    update(Specs.options(172_800, 2));
    assertThat(catalog.describe(INSTANCE, "l").options())
        .isEqualTo(catalog.describe(INSTANCE, "t").options());
  }

  @Test
  void itsColumnsAreWhatTheKeyBeginsWith() {
    create(table);
    String message =
        "The primary key names of a lastpoint index must be a prefix of its table's: pk,id,b.";
    assertInvalid(() -> add("l", "id"), message);
    assertInvalid(() -> add("l", "pk", "b"), message);
    assertInvalid(() -> add("l", "pk", "pk"), message);
    assertInvalid(() -> add("l", "pk", "i"), message);
    assertInvalid(() -> add("l", "pk", "id", "b", "i"), message);
    assertInvalid(() -> add("l"), "The primary key names of a lastpoint index must not be empty.");
    assertThat(catalog.list(INSTANCE)).containsExactly("t");
    add("l", "pk", "id", "b");
  }

  @Test
  void rowsOfItsTableAreNotUpdated() {
    String message = "Don't support allow update operation on table with lastpoint index";
    create(table.options(Specs.options(-1, 1)));
    assertInvalid(() -> add("l", "pk"), message);
    update(new TableOptionsChange(null, null, null, false, null));
    add("l", "pk");
    assertInvalid(() -> update(new TableOptionsChange(null, null, null, true, null)), message);
    catalog.dropLastPointIndex(INSTANCE, "t", "l");
    update(new TableOptionsChange(null, null, null, true, null));
  }

  @Test
  void checksGoFromTheRequestToTheTable() {
    assertInvalid(() -> add("3l", "#"), "Invalid table name: '3l'.");
    assertRefused(
        () -> add("l", "pk"), ErrorCode.OTSObjectNotExist, "Requested table does not exist.");
    create(table);
    add("l", "pk");
    assertRefused(
        () -> add("l", "pk"), ErrorCode.OTSObjectAlreadyExist, "Requested table already exists.");
    assertInvalid(
        () -> catalog.createLastPointIndex(INSTANCE, "l", "m", List.of("pk"), true),
        "Can't create index on index table.");
    IntStream.range(1, 5).forEach(i -> add("l" + i, "pk"));
    assertInvalid(() -> add("l5", "pk"), "Number of index per table exceeds the quota:5.");
  }

  @Test
  void besideItASecondaryIndexBringsItsOwnRules() {
    create(table);
    add("l", "pk");
    IndexMeta secondary = new IndexMeta("g", List.of("i"), List.of(), false, true);
    assertInvalid(
        () -> catalog.createIndex(INSTANCE, "t", secondary, true),
        "The max versions of a table with index must be 1, but is: 3.");
    update(Specs.options(null, 1));
    catalog.createIndex(INSTANCE, "t", secondary, true);
    assertThat(catalog.describe(INSTANCE, "t").indexes())
        .extracting(IndexMeta::name)
        .containsExactly("g");
    assertInvalid(
        () -> update(Specs.options(null, 2)),
        "The max versions of a table with index must be 1, but is: 2.");
  }

  @Test
  void onlyALastPointIndexOfThatTableIsDroppedAsOne() {
    create(table.options(new TableOptionsChange(-1, 1, null, false, null)));
    create(Specs.table("other"));
    add("l", "pk");
    catalog.createIndex(
        INSTANCE, "t", new IndexMeta("g", List.of("i"), List.of(), false, true), false);
    for (String[] wrong : new String[][] {{"t", "g"}, {"t", "none"}, {"other", "l"}, {"t", "t"}}) {
      assertRefused(
          () -> catalog.dropLastPointIndex(INSTANCE, wrong[0], wrong[1]),
          ErrorCode.OTSObjectNotExist,
          "Requested table does not exist.");
    }
    catalog.dropLastPointIndex(INSTANCE, "t", "l");
    assertThat(catalog.list(INSTANCE)).containsExactly("g", "other", "t");
    add("l", "pk");
    catalog.dropIndex(INSTANCE, "t", "l");
    assertThat(catalog.list(INSTANCE)).containsExactly("g", "other", "t");
  }
}

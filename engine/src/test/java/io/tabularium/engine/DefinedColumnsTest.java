/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static io.tabularium.engine.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.DefinedColumn;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.ValueType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Typed attribute columns: at creation, added and deleted. */
class DefinedColumnsTest extends CatalogFixture {
  private static final String COUNT = "The number of defined columns must be in range: [0, 32].";

  private static DefinedColumn integer(String name) {
    return new DefinedColumn(name, ValueType.INTEGER);
  }

  private static DefinedColumn[] integers(int count) {
    return IntStream.range(0, count).mapToObj(i -> integer("c" + i)).toArray(DefinedColumn[]::new);
  }

  private void add(DefinedColumn... columns) {
    catalog.addDefinedColumns(INSTANCE, "t", List.of(columns));
  }

  private void delete(String... columns) {
    catalog.deleteDefinedColumns(INSTANCE, "t", List.of(columns));
  }

  private List<DefinedColumn> defined() {
    return catalog.describe(INSTANCE, "t").meta().definedColumns();
  }

  @ParameterizedTest
  @EnumSource(
      value = ValueType.class,
      names = {"INTEGER", "DOUBLE", "BOOLEAN", "STRING", "BLOB"})
  void anyAttributeTypeCanBeDefined(ValueType type) {
    create(Specs.table().columns(new DefinedColumn("c", type)));

    Table table = catalog.table(INSTANCE, "t");
    assertThat(table.hasDefinedColumns()).isTrue();
    assertThat(table.definedColumnType(ByteSlice.utf8("c"))).isEqualTo(type);
    assertThat(table.definedColumnType(ByteSlice.utf8("other"))).isNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = ValueType.class,
      names = {"NULL", "INF_MIN", "INF_MAX", "AUTO_INCREMENT"})
  void noOtherTypeCanBeDefined(ValueType type) {
    String message = "Invalid column type: VT_" + type + ".";
    assertInvalid(() -> create(Specs.table().columns(new DefinedColumn("c", type))), message);
    create(Specs.table());
    assertInvalid(() -> add(new DefinedColumn("c", type)), message);
  }

  @Test
  void atMost32ColumnsAreDefined() {
    assertInvalid(() -> create(Specs.table().columns(integers(33))), COUNT);
    create(Specs.table().columns(integers(31)));

    assertInvalid(() -> add(integer("x"), integer("y")), COUNT);
    assertThat(defined()).hasSize(31);
    add(integer("x"));
    assertThat(defined()).hasSize(32);
    assertInvalid(() -> add(integer("y")), COUNT);
    assertInvalid(() -> add(integers(33)), COUNT);
  }

  @Test
  void namesAreChecked() {
    assertInvalid(() -> create(Specs.table().columns(integer("#"))), "Invalid column name: '#'.");
    assertInvalid(
        () -> create(Specs.table().columns(integer("a"), integer("b"), integer("a"))),
        "Duplicated defined column name: 'a'.");
    assertInvalid(
        () -> create(Specs.table().columns(integer("pk"))),
        "Duplicated attribute column name with primary key column: pk.");
    create(Specs.table());
    assertInvalid(() -> add(integer("")), "Invalid column name: ''.");
    assertInvalid(
        () -> add(integer("pk")), "Duplicated attribute column name with primary key column: pk.");
    assertInvalid(() -> delete("#"), "Invalid column name: '#'.");
  }

  @Test
  void columnsAreAddedAndDeleted() {
    create(Specs.table());
    Table held = catalog.table(INSTANCE, "t");
    assertThat(held.hasDefinedColumns()).isFalse();

    add(integer("b"), integer("a"));
    assertThat(defined()).containsExactly(integer("b"), integer("a"));
    assertThat(held.definedColumnType(ByteSlice.utf8("a"))).isEqualTo(ValueType.INTEGER);

    delete("b");
    assertThat(defined()).containsExactly(integer("a"));
    delete("a");
    assertThat(held.hasDefinedColumns()).isFalse();
  }

  @Test
  void addingWhatIsThereWithTheSameTypeDoesNothing() {
    create(Specs.table().columns(integer("a")));

    add(integer("a"));
    add(integer("b"), integer("b"));

    assertThat(defined()).containsExactly(integer("a"), integer("b"));
  }

  @Test
  void aDefinedTypeCannotBeChanged() {
    create(Specs.table().columns(integer("a")));

    assertInvalid(
        () -> add(integer("new"), new DefinedColumn("a", ValueType.STRING)),
        "Defined column already exists with another type: a.");
    assertThat(defined()).containsExactly(integer("a"));
  }

  @Test
  void onlyDefinedColumnsCanBeDeleted() {
    create(Specs.table().columns(integer("a"), integer("b")));

    assertInvalid(() -> delete("a", "nope"), "Column does not exist:nope.");
    assertThat(defined()).hasSize(2);
  }

  @Test
  void aRequestNamesAColumn() {
    create(Specs.table());

    assertInvalid(() -> add(), "No defined column is specified.");
    assertInvalid(() -> delete(), "No defined column is specified.");
  }

  @Test
  void theTableExists() {
    assertRefused(
        () -> add(integer("a")), ErrorCode.OTSObjectNotExist, "Requested table does not exist.");
    assertRefused(
        () -> delete("a"), ErrorCode.OTSObjectNotExist, "Requested table does not exist.");
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.DefinedColumn;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.StreamSpec;
import io.tabularium.model.TableDescription;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import io.tabularium.storage.StorageException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the catalogue held is there when it is opened again. */
class CatalogPersistenceTest extends CatalogFixture {

  private void createRich() {
    create(
        Specs.table("rich")
            .key(
                KeyColumnSchema.of("分区", KeyType.BINARY),
                KeyColumnSchema.of("s", KeyType.STRING),
                Specs.generated("n", KeyType.INTEGER))
            .columns(
                new DefinedColumn("a \"quoted\" name", ValueType.DOUBLE),
                new DefinedColumn("b", ValueType.BLOB))
            .options(new TableOptionsChange(86_400, 3, 77L, false, true))
            .throughput(5, 6)
            .splitAt(Value.blob(new byte[] {1}), Value.blob(new byte[] {1, 0, (byte) 0xff}))
            .stream(new StreamSpec(true, 12, List.of("x", "y"))));
  }

  @Test
  void everythingAboutATableSurvives() {
    createRich();
    create(Specs.table("plain").localTransactions());
    catalog.create("other", Specs.table("plain").key(KeyType.INTEGER).spec());
    TableDescription rich = catalog.describe(INSTANCE, "rich");
    TableDescription plain = catalog.describe(INSTANCE, "plain");
    TableDescription other = catalog.describe("other", "plain");
    int id = catalog.table(INSTANCE, "rich").id();

    reopen();

    assertThat(catalog.describe(INSTANCE, "rich")).isEqualTo(rich);
    assertThat(catalog.describe(INSTANCE, "plain")).isEqualTo(plain);
    assertThat(catalog.describe("other", "plain")).isEqualTo(other);
    assertThat(catalog.table(INSTANCE, "rich").id()).isEqualTo(id);
    assertThat(catalog.table(INSTANCE, "plain").localTransactions()).isTrue();
  }

  @Test
  void alterationsSurvive() {
    create(Specs.table().throughput(9, 9));
    clock.advance(Duration.ofMinutes(1));
    catalog.update(
        INSTANCE,
        "t",
        Specs.options(-1, 8),
        new ReservedThroughput(1, 10),
        new StreamSpec(true, 7, List.of()));
    catalog.addDefinedColumns(INSTANCE, "t", List.of(new DefinedColumn("c", ValueType.STRING)));
    TableDescription altered = catalog.describe(INSTANCE, "t");
    assertThat(altered.lastDecreaseTimeSeconds())
        .isEqualTo(TickingClock.START.getEpochSecond() + 60);

    reopen();

    assertThat(catalog.describe(INSTANCE, "t")).isEqualTo(altered);
  }

  @Test
  void thatRowsMayBePagedIsNeverForgotten() {
    create(Specs.table());
    Table table = catalog.table(INSTANCE, "t");
    catalog.markPagedRows(table);
    assertThat(table.hasPagedRows()).isTrue();
    int changes = store.changes;

    catalog.markPagedRows(table);
    assertThat(store.changes).isEqualTo(changes);

    catalog.update(INSTANCE, "t", Specs.options(null, 2), null, null);
    assertThat(table.hasPagedRows()).isTrue();
    reopen();
    assertThat(catalog.table(INSTANCE, "t").hasPagedRows()).isTrue();
  }

  @Test
  void markingADeletedTableDoesNotBringItBack() {
    create(Specs.table());
    Table table = catalog.table(INSTANCE, "t");
    catalog.delete(INSTANCE, "t");

    catalog.markPagedRows(table);

    assertThat(table.hasPagedRows()).isTrue();
    reopen();
    assertThat(catalog.list(INSTANCE)).isEmpty();
  }

  @Test
  void anAlterationThatCannotBeStoredHasNotHappened() {
    create(Specs.table());
    store.failNextChange = true;

    assertThatThrownBy(
            () ->
                catalog.update(
                    INSTANCE, "t", Specs.options(-1, 8), new ReservedThroughput(1, 1), null))
        .isInstanceOf(StorageException.class);

    assertThat(catalog.table(INSTANCE, "t").options().maxVersions()).isEqualTo(1);
    store.failNextChange = true;
    Table table = catalog.table(INSTANCE, "t");
    assertThatThrownBy(() -> catalog.markPagedRows(table)).isInstanceOf(StorageException.class);
    assertThat(table.hasPagedRows()).isFalse();
  }

  @Test
  void anUpdateIsOneAtomicChangeAndOneThatChangesNothingIsNone() {
    create(Specs.table());
    int before = store.changes;
    StreamSpec stream = new StreamSpec(true, 1, List.of());

    catalog.update(INSTANCE, "t", Specs.options(-1, 2), new ReservedThroughput(1, 1), stream);
    assertThat(store.changes).isEqualTo(before + 1);

    catalog.update(INSTANCE, "t", Specs.options(-1, 2), new ReservedThroughput(1, 1), stream);
    assertThat(store.changes).isEqualTo(before + 1);
  }
}

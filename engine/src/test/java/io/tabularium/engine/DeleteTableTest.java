/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tabularium.model.ErrorCode;
import io.tabularium.storage.StorageException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A deleted table is gone at once, its number is never used again, late writes are swept away. */
class DeleteTableTest extends CatalogFixture {

  @Test
  void aDeletedTableIsGoneAndEmptied() {
    create(Specs.table("t"));
    Table held = catalog.table(INSTANCE, "t");

    catalog.delete(INSTANCE, "t");

    assertThat(held.isDeleted()).isTrue();
    assertThat(store.dropped).containsExactly(held.id());
    assertThat(catalog.list(INSTANCE)).isEmpty();
    assertThat(catalog.tables()).isEmpty();
    assertRefused(
        () -> catalog.table(INSTANCE, "t"),
        ErrorCode.OTSObjectNotExist,
        "Requested table does not exist.");
  }

  @Test
  void aMissingTableCannotBeDeleted() {
    assertRefused(
        () -> catalog.delete(INSTANCE, "t"),
        ErrorCode.OTSObjectNotExist,
        "Requested table does not exist.");
    create(Specs.table("t"));
    catalog.delete(INSTANCE, "t");
    assertRefused(
        () -> catalog.delete(INSTANCE, "t"),
        ErrorCode.OTSObjectNotExist,
        "Requested table does not exist.");
  }

  @Test
  void theNameCanBeUsedAgainAtOnceButTheNumberNever() {
    create(Specs.table("t"));
    int first = catalog.table(INSTANCE, "t").id();
    catalog.delete(INSTANCE, "t");
    create(Specs.table("t"));
    int second = catalog.table(INSTANCE, "t").id();
    catalog.delete(INSTANCE, "t");
    reopen();
    create(Specs.table("t"));

    assertThat(second).isGreaterThan(first);
    assertThat(catalog.table(INSTANCE, "t").id()).isGreaterThan(second);
    assertThat(catalog.table(INSTANCE, "t").isDeleted()).isFalse();
  }

  @Test
  void creationAndDeletionAreOneAtomicChangeEach() {
    create(Specs.table("t"));
    assertThat(store.changes).isEqualTo(1);
    assertThat(store.factKeys()).containsExactly("next-table-id", "table/00000001");

    catalog.delete(INSTANCE, "t");
    assertThat(store.changes).isEqualTo(2);
    assertThat(store.factKeys()).containsExactly("dropped/00000001", "next-table-id");
  }

  @Test
  void aDeletionThatCannotBeStoredHasNotHappened() {
    create(Specs.table("t"));
    Table held = catalog.table(INSTANCE, "t");
    store.failNextChange = true;

    assertThatThrownBy(() -> catalog.delete(INSTANCE, "t")).isInstanceOf(StorageException.class);

    assertThat(held.isDeleted()).isFalse();
    assertThat(catalog.table(INSTANCE, "t")).isSameAs(held);
    assertThat(store.dropped).isEmpty();
  }

  @Test
  void aCreationThatCannotBeStoredHasNotHappened() {
    store.failNextChange = true;
    assertThatThrownBy(() -> create(Specs.table("t"))).isInstanceOf(StorageException.class);
    assertThat(catalog.list(INSTANCE)).isEmpty();

    create(Specs.table("t"));
    assertThat(catalog.table(INSTANCE, "t").id()).isEqualTo(1);
  }

  @Test
  void writesThatSlippedInAreSweptAwayLater() {
    catalog.close();
    catalog = new Catalog(store, EngineConfig.DEFAULT, clock, Duration.ofMillis(20));
    create(Specs.table("a"));
    create(Specs.table("b"));
    catalog.delete(INSTANCE, "a");
    catalog.delete(INSTANCE, "b");

    await().until(() -> store.factKeys().stream().noneMatch(key -> key.startsWith("dropped/")));

    assertThat(store.dropped).containsExactlyInAnyOrder(1, 1, 2, 2);
  }

  @Test
  void theSecondSweepWaitsForWritesToEnd() {
    create(Specs.table("t"));
    catalog.delete(INSTANCE, "t");

    assertThat(store.dropped).containsExactly(1);
    assertThat(store.factKeys()).contains("dropped/00000001");
  }

  @Test
  void aDeletionInterruptedByACrashIsFinishedAtTheNextStart() {
    create(Specs.table("t"));
    catalog.delete(INSTANCE, "t");
    store.dropped.clear();

    reopen();

    assertThat(store.dropped).containsExactly(1);
    assertThat(store.factKeys()).containsExactly("next-table-id");
    reopen();
    assertThat(store.dropped).containsExactly(1);
  }
}

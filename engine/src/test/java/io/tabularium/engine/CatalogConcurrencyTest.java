/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.DefinedColumn;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;
import io.tabularium.model.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes of the catalogue go one at a time; looking something up never waits for them. */
@Timeout(30)
class CatalogConcurrencyTest extends CatalogFixture {

  @Test
  void lookingUpDoesNotWaitForAChangeUnderWay() throws Exception {
    create(Specs.table("old"));
    CountDownLatch changing = new CountDownLatch(1);
    CountDownLatch mayGoOn = new CountDownLatch(1);
    store.beforeChange =
        () -> {
          changing.countDown();
          awaitQuietly(mayGoOn);
        };
    CompletableFuture<Void> creation = CompletableFuture.runAsync(() -> create(Specs.table("new")));
    assertThat(changing.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(catalog.table(INSTANCE, "old").name()).isEqualTo("old");
    assertThat(catalog.list(INSTANCE)).containsExactly("old");

    mayGoOn.countDown();
    creation.get(10, TimeUnit.SECONDS);
    assertThat(catalog.list(INSTANCE)).containsExactly("new", "old");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void ofManyCreationsOfOneNameOneSucceeds() throws Exception {
    List<CompletableFuture<String>> creations = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      creations.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  create(Specs.table());
                  return "created";
                } catch (ServiceException e) {
                  return e.code().name();
                }
              }));
    }

    List<String> outcomes = new ArrayList<>();
    for (CompletableFuture<String> creation : creations) {
      outcomes.add(creation.get(10, TimeUnit.SECONDS));
    }
    assertThat(outcomes).filteredOn("created"::equals).hasSize(1);
    assertThat(outcomes).filteredOn(ErrorCode.OTSObjectAlreadyExist.name()::equals).hasSize(15);
    assertThat(store.changes).isEqualTo(1);
  }

  @Test
  void concurrentAlterationsAreNotLost() throws Exception {
    create(Specs.table());
    List<CompletableFuture<Void>> alterations = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String column = "c" + i;
      alterations.add(
          CompletableFuture.runAsync(
              () ->
                  catalog.addDefinedColumns(
                      INSTANCE, "t", List.of(new DefinedColumn(column, ValueType.STRING)))));
    }
    Table table = catalog.table(INSTANCE, "t");
    alterations.add(CompletableFuture.runAsync(() -> catalog.markPagedRows(table)));
    for (CompletableFuture<Void> alteration : alterations) {
      alteration.get(10, TimeUnit.SECONDS);
    }

    reopen();
    assertThat(catalog.describe(INSTANCE, "t").meta().definedColumns()).hasSize(16);
    assertThat(catalog.table(INSTANCE, "t").hasPagedRows()).isTrue();
  }
}

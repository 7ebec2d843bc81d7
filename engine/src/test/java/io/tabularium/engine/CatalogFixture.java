/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import org.junit.jupiter.api.AfterEach;

/** A catalogue over a recording store, with a clock that stands still. */
abstract class CatalogFixture {
  static final String INSTANCE = "inst";

  final RecordingStore store = new RecordingStore();
  final TickingClock clock = new TickingClock();
  Catalog catalog = new Catalog(store, EngineConfig.DEFAULT, clock);

  void create(Specs specs) {
    catalog.create(INSTANCE, specs.spec());
  }

  /** Closes the catalogue and opens it again on what was stored. */
  void reopen() {
    reopen(EngineConfig.DEFAULT);
  }

  void reopen(EngineConfig config) {
    catalog.close();
    catalog = new Catalog(store, config, clock);
  }

  @AfterEach
  void closeCatalog() {
    catalog.close();
  }
}

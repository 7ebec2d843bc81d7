/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.TableSpace;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmokeTest {
  @Test
  void works(@TempDir Path dir) throws Exception {
    try (Store store = new RocksStoreProvider().open(StoreConfig.small(dir))) {
      TableSpace t = store.table(1);
      byte[] pk = {1};
      String s =
          t.transact(
                  pk,
                  tx -> {
                    tx.append(Keyspace.ROWS, pk, new byte[] {5});
                    tx.append(Keyspace.ROWS, pk, new byte[] {6});
                    tx.put(Keyspace.PAGES, new byte[] {1, 2}, new byte[] {7});
                    assertThat(tx.get(Keyspace.ROWS, pk)).containsExactly(5, 6);
                    return "ok";
                  })
              .get();
      assertThat(s).isEqualTo("ok");
      assertThat(t.get(Keyspace.ROWS, pk)).containsExactly(5, 6);
    }
    try (Store store = new RocksStoreProvider().open(StoreConfig.small(dir))) {
      TableSpace t = store.table(1);
      try (var v = t.view();
          var c = v.scan(Keyspace.ROWS, null, null, true)) {
        assertThat(c.next()).isTrue();
        assertThat(c.keyLength()).isEqualTo(1);
        assertThat(c.valueLength()).isEqualTo(2);
        assertThat(c.next()).isFalse();
      }
    }
  }
}

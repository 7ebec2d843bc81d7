/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.TableOptions;

/** Who refuses changes of a table that something standing on it could not bear. */
interface TableGuard {
  /** Nothing stands on any table. */
  TableGuard NONE =
      new TableGuard() {
        @Override
        public void checkOptions(int tableId, TableOptions options) {}

        @Override
        public void checkDeletion(int tableId, String tableName) {}
      };

  /** Refuses new options. */
  void checkOptions(int tableId, TableOptions options);

  /** Refuses the deletion. */
  void checkDeletion(int tableId, String tableName);
}

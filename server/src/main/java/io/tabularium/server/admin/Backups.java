/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.admin;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Makes a backup of the running server's store; {@link io.tabularium.storage.Store#backup}. */
@FunctionalInterface
public interface Backups {
  /** Copies the store into the directory and reports in short sentences. */
  void backup(Path directory, Consumer<String> progress);
}

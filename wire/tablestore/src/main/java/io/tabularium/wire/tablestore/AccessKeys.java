/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.util.Optional;

/**
 * Where access keys are found. Asked at least once for each request, also on network threads, so an
 * answer comes from memory.
 */
@FunctionalInterface
public interface AccessKeys {
  /** The key of this id, disabled ones included, or nothing if there is none. */
  Optional<AccessKey> find(String id);
}

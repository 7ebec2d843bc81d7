/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names;

import java.time.Duration;
import java.util.List;

/** Makes registries of one kind; found through {@link java.util.ServiceLoader}. */
public interface RegistryProvider {
  /** The name configuration uses, such as {@code etcd}. */
  String name();

  /**
   * A registry with these settings. Does not wait until it can be reached.
   *
   * @throws IllegalArgumentException with a sentence for the operator if they cannot be right
   */
  Registry open(Settings settings);

  /**
   * How to reach a registry.
   *
   * @param endpoints its servers, each a URL
   * @param prefix what the keys of all entries begin with; several systems may share a registry
   * @param lease how long a server that is cut off stays entered; whole seconds
   * @param user the user, or {@code null} if it asks for none
   * @param password the user's password, or {@code null}
   */
  record Settings(
      List<String> endpoints, String prefix, Duration lease, String user, String password) {
    /** Copies the list. */
    public Settings {
      endpoints = List.copyOf(endpoints);
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "Settings[endpoints=" + endpoints + ", prefix=" + prefix + ", lease=" + lease + "]";
    }
  }
}

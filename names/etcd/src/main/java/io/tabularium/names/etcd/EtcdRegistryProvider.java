/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names.etcd;

import io.tabularium.names.Registry;
import io.tabularium.names.RegistryProvider;
import java.net.URI;

/** Makes registries in etcd. */
public final class EtcdRegistryProvider implements RegistryProvider {
  @Override
  public String name() {
    return "etcd";
  }

  @Override
  public Registry open(Settings settings) {
    if (settings.endpoints().isEmpty()) {
      throw new IllegalArgumentException("etcd needs at least one endpoint.");
    }
    for (String endpoint : settings.endpoints()) {
      check(endpoint);
    }
    if (settings.lease().toSeconds() < 1) {
      throw new IllegalArgumentException("A lease in etcd lasts a second at least.");
    }
    return new EtcdRegistry(settings);
  }

  private static void check(String endpoint) {
    try {
      URI uri = URI.create(endpoint);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // The sentence below says what is expected.
    }
    throw new IllegalArgumentException(
        "An etcd endpoint must be http://HOST:PORT, not \"" + endpoint + "\".");
  }
}

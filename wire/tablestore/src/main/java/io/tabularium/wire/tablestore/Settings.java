/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Everything the builder of {@link TablestoreServer} decides; units and meaning are told there. */
record Settings(
    AccessKeys keys,
    InstanceDirectory instances,
    Map<String, Operation> operations,
    RequestObserver observer,
    Clock clock,
    int maxConnections,
    int maxHeadBytes,
    int maxBodyBytes,
    long maxInFlightBytes,
    Duration idleTimeout,
    Duration requestTimeout,
    Duration writeTimeout,
    Duration lingerTimeout,
    Duration clockSkew,
    Duration signDateAge,
    boolean refuseBrowsers) {}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import io.tabularium.engine.klist.Klist;
import java.time.Duration;

/** What all connections share; see {@link WtableServer.Builder}. */
record Settings(
    Klist klist,
    Passwords passwords,
    RequestObserver observer,
    boolean pingIsAuth,
    int maxMultiKeys,
    int maxConnections,
    long maxInFlightBytes,
    Duration stallTimeout) {}

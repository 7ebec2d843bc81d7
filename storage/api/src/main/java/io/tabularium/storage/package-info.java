/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The storage contract: ordered byte keys in keyspaces, consistent reads, atomic read-compute-write
 * within one partition key, a log of changes that takes effect with them, and a choice of
 * durability.
 *
 * <p>It promises only what two engines as different as an embedded store and a cluster can both
 * keep. {@link io.tabularium.storage.Store} is the door; {@link io.tabularium.storage.TableSpace}
 * is what the engine works with. Nothing here knows rows, columns or any engine's types, and
 * nothing of that kind belongs here. Implementations are found through {@link
 * java.util.ServiceLoader} by {@link io.tabularium.storage.StoreProvider}, and each runs the
 * contract suite of this module's test jar.
 */
package io.tabularium.storage;

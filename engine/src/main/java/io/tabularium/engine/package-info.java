/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What the service's operations mean: tables, rows, versions, expiry, conditions, filters, batches,
 * local transactions, secondary indexes. {@link io.tabularium.engine.Engine} is the door.
 *
 * <p>Wire protocols call it with the types of {@code io.tabularium.model}; it stands on the storage
 * contract and on nothing else. No protocol's bytes and no engine's types belong here.
 */
package io.tabularium.engine;

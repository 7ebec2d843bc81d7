/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What an implementer or a user of the storage contract tests with: the contract suite ({@link
 * io.tabularium.storage.testkit.StoreContractTest}, a subclass of a few lines per engine), a random
 * comparison with a sorted map, a simple store in memory, and wrappers that misbehave on purpose.
 *
 * <p>Nothing here depends on any engine, and nothing outside tests depends on it.
 */
package io.tabularium.storage.testkit;

/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Servers for tests: {@link io.tabularium.server.testkit.TestServer} within the test's own process,
 * {@link io.tabularium.server.testkit.TabulariumProcess} as a process of its own that can be
 * killed.
 */
package io.tabularium.server.testkit;

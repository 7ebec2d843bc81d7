/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Benchmarks that print a ratio against a named reference measured in the same run. {@link
 * io.tabularium.bench.Main} is the command line; each benchmark has its own package.
 *
 * <p>Nothing here is part of the server, and none of it runs in a build: a benchmark takes minutes
 * and the whole machine. Tests cover the tools (bindings, load generator, report) only.
 */
package io.tabularium.bench;

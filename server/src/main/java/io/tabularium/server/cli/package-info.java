/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The command line: {@code server}, {@code backup}, {@code restore}, {@code version}. Exit codes: 0
 * for success, which a server that was told to stop also is; 2 for a mistake in the command line; 1
 * for everything else. What went wrong is one sentence on standard error.
 */
package io.tabularium.server.cli;

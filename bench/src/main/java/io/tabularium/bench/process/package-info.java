/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Child processes: servers and load generators never share a JVM, so that the CPU and memory of
 * each can be told apart.
 */
package io.tabularium.bench.process;

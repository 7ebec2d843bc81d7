/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The engine in process against raw RocksDB doing the least possible for the same bytes, both in
 * one JVM, under JMH.
 */
package io.tabularium.bench.engine;

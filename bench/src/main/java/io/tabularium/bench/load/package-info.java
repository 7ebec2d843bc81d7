/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What every load generator has in common: the workloads, the window of time that is measured, and
 * the line in which a generator process reports to the benchmark that started it.
 */
package io.tabularium.bench.load;

/* SPDX-License-Identifier: Apache-2.0 */
/** What a benchmark prints: the machine, and tables of ratios with targets and verdicts. */
package io.tabularium.bench.report;

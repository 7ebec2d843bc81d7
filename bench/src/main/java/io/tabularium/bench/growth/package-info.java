/* SPDX-License-Identifier: Apache-2.0 */
/** What an operation costs as the data grows: many rows, wide rows, memory and start-up. */
package io.tabularium.bench.growth;

/* SPDX-License-Identifier: Apache-2.0 */
/** What it costs that a table is followed, and how fast its changes are read. */
package io.tabularium.bench.feed;

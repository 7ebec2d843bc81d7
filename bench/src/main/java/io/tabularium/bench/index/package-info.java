/* SPDX-License-Identifier: Apache-2.0 */
/** What secondary indexes cost a write, how far they lag behind, and how fast they are built. */
package io.tabularium.bench.index;

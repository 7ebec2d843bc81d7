/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A load generator that costs next to nothing, so that on a small machine the server gets the
 * processor: one thread, a selector, persistent connections, requests written by hand into reused
 * arrays with precomputed checksums. Every request is signed like any other client's, and every
 * reply's status and rows are checked.
 *
 * <p>It is not a client library: it speaks the four operations of the workloads on rows of one
 * STRING key column, and gives up at the first surprise.
 */
package io.tabularium.bench.lean;

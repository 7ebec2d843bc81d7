/* SPDX-License-Identifier: Apache-2.0 */
/**
 * YCSB against a server process: our binding on the official SDK, a run that measures a window of
 * time and the server's CPU in it, and the comparison with HBase.
 */
package io.tabularium.bench.ycsb;

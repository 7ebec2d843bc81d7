/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The registry of servers in etcd.
 *
 * <p>An entry is a key {@code PREFIX BID / HOST:PORT}, such as {@code
 * /tabularium/names/10086/10.0.0.7:6688}, bound to the server's lease. Anything may make such keys,
 * also a proxy that is not ours; values are not looked at.
 */
package io.tabularium.names.etcd;

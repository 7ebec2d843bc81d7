/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The tunnel service: hands the rows of a table and the changes made to it to a group of clients
 * that share the work, and remembers how far they have come.
 *
 * <p>{@link io.tabularium.engine.tunnel.Tunnels} is the door. {@link
 * io.tabularium.engine.tunnel.Tunnel} is the state machine of one tunnel, {@link
 * io.tabularium.engine.tunnel.Assignment} decides who gets which channel, {@link
 * io.tabularium.engine.tunnel.ChannelReader} reads records, {@link
 * io.tabularium.engine.tunnel.DurableFacts} keeps everything on disk. Tables are seen through
 * {@link io.tabularium.engine.tunnel.TunnelTables}, which the engine implements; changes of rows
 * are not made or stored here. What a token looks like on the wire is not known here either.
 */
package io.tabularium.engine.tunnel;

/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The WTable and GoTable protocol over TCP: takes packets off the socket, checks who may do what,
 * calls the engine's klist model and writes replies. {@link io.tabularium.wire.wtable.WtableServer}
 * is the door.
 *
 * <p>A connection's requests overlap and are answered in any order, which the protocol allows and
 * its clients count on. Brief reads are answered on the network thread, all replies of what arrived
 * together in one piece; longer ones go to a bounded pool, writes to the engine's lanes. No thread
 * waits for a socket or a disk. What a packet looks like is the codec's business, what a command
 * means the engine's.
 */
package io.tabularium.wire.wtable;

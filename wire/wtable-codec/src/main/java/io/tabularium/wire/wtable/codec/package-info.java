/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Packets of the protocol that GoTable's clients speak, with WTable's additions, to and from bytes.
 *
 * <p>{@link io.tabularium.wire.wtable.codec.Framing} finds where a packet ends and whether it is
 * one at all; {@link io.tabularium.wire.wtable.codec.PacketDecoder} turns it into a {@link
 * io.tabularium.wire.wtable.codec.Packet}; {@link io.tabularium.wire.wtable.codec.PacketEncoder}
 * goes the other way and always writes the canonical form. All numbers are big-endian. Everything
 * works on plain byte arrays: which library moves them is the business of whoever owns the socket,
 * a server or a client.
 */
package io.tabularium.wire.wtable.codec;

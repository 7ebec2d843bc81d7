/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable.codec;

/**
 * A packet.
 *
 * @param command what it asks for or answers
 * @param database 0 to 255
 * @param sequence chosen by the client, repeated in the reply; any bits
 * @param body what follows the header
 */
public record Packet(Command command, int database, long sequence, Body body) {}

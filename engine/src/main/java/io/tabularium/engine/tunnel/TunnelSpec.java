/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

/**
 * A tunnel to be created.
 *
 * @param table the table it reads
 * @param name its name, unlike that of any other tunnel of the table
 * @param type what it delivers
 * @param range which changes; kept and shown, but without effect, for a tunnel without stream
 */
public record TunnelSpec(String table, String name, TunnelType type, StreamRange range) {}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

/**
 * A tunnel as lists show it.
 *
 * @param id its id, a UUID; a tunnel created again has another
 * @param instance the instance it belongs to
 * @param table the table it reads
 * @param name its name
 * @param type what it delivers
 * @param stage how far it has come
 * @param streamId the id of the stream it reads, empty if it reads none
 * @param expired whether some of what it would have delivered is gone
 * @param range which changes it delivers
 * @param createdNanos when it was created, in nanoseconds since 1970
 */
public record TunnelInfo(
    String id,
    String instance,
    String table,
    String name,
    TunnelType type,
    TunnelStage stage,
    String streamId,
    boolean expired,
    StreamRange range,
    long createdNanos) {}

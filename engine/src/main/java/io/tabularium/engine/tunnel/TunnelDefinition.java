/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

/**
 * What a tunnel is created with; it never changes.
 *
 * @param id its id
 * @param instance the instance it belongs to
 * @param tableId the number of its table
 * @param table the name of its table
 * @param name its name
 * @param type what it delivers
 * @param range which changes
 * @param streamId the stream it reads, empty if it reads none
 * @param createdNanos when it was created, in nanoseconds since 1970
 */
record TunnelDefinition(
    String id,
    String instance,
    int tableId,
    String table,
    String name,
    TunnelType type,
    StreamRange range,
    String streamId,
    long createdNanos) {
  /** The time all changes are before, in microseconds since 1970. */
  long endMicros() {
    return range.endNanos() == 0 ? Long.MAX_VALUE : microsAtOrAfter(range.endNanos());
  }

  /** The first whole microsecond that is not before a moment. */
  static long microsAtOrAfter(long nanos) {
    return Math.floorDiv(nanos, 1000) + (Math.floorMod(nanos, 1000) == 0 ? 0 : 1);
  }
}

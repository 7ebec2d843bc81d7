/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

/**
 * A stream in a list.
 *
 * @param id the stream's id
 * @param table the table whose changes it has
 * @param creationTimeMicros when it was enabled
 */
public record StreamInfo(String id, String table, long creationTimeMicros) {}

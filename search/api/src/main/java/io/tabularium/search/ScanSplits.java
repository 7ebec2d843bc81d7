/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

/**
 * A parallel scan that may begin.
 *
 * @param sessionId its name, of ASCII characters; unused it is good for a minute
 * @param size how many workers it can have at most, at least 1
 */
public record ScanSplits(String sessionId, int size) {}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * Table options as a request gives them: each {@code null} where the request is silent.
 *
 * @param timeToLiveSeconds see {@link TableOptions}
 * @param maxVersions see {@link TableOptions}
 * @param maxTimeDeviationSeconds see {@link TableOptions}
 * @param allowUpdate see {@link TableOptions}
 * @param updateFullRow see {@link TableOptions}
 */
public record TableOptionsChange(
    Integer timeToLiveSeconds,
    Integer maxVersions,
    Long maxTimeDeviationSeconds,
    Boolean allowUpdate,
    Boolean updateFullRow) {}

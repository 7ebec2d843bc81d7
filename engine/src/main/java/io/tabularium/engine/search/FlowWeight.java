/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

/**
 * Which part of the searches of one index another one answers.
 *
 * @param index the name of either
 * @param weight 0 to 100; the parts are as the weights of both
 */
public record FlowWeight(String index, int weight) {}

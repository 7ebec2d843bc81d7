/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What every implementation of the search contract has to pass, by a subclass of a few lines for
 * each {@code …Contract}, and a naive evaluator to compare random requests with ({@link
 * io.tabularium.search.testkit.SearchModel}).
 */
package io.tabularium.search.testkit;

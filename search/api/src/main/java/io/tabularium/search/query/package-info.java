/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The query tree: which rows, or child rows, are meant, and how well each fits. {@link
 * io.tabularium.search.query.Query} is the root of all kinds; a tree is immutable.
 */
package io.tabularium.search.query;

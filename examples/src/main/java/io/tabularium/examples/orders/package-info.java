/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The orders of a marketplace, and what buyers, sellers and its operators want to find out: {@link
 * io.tabularium.examples.orders.Orders} is the program, {@link
 * io.tabularium.examples.orders.OrderQuestions} shows how each question is asked.
 */
package io.tabularium.examples.orders;

/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What WTable's own introduction shows: every operation once ({@link
 * io.tabularium.examples.wtable.Example}), and an object as a value ({@link
 * io.tabularium.examples.wtable.UserInfo}).
 */
package io.tabularium.examples.wtable;

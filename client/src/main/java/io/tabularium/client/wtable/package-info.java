/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The Java client for WTable, and for GoTable, whose protocol it is.
 *
 * <p>{@link io.tabularium.client.wtable.WTableClient} holds the connections to one or several
 * servers, given by address or found by asking a Name Center for a business. {@link
 * io.tabularium.client.wtable.WTable} has the operations on one database, which wait for their
 * results; {@link io.tabularium.client.wtable.AsyncWTable} has the same with futures. Failures are
 * {@link io.tabularium.client.wtable.WTableException}s.
 *
 * <p>Inside, an operation becomes a {@code Call}; the {@code Pool} hands it to a {@code Link}, one
 * connection, which writes many calls at once and finds each reply's call by its number. There is
 * no thread per connection and none per operation.
 */
package io.tabularium.client.wtable;

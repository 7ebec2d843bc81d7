/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The operations of the protocol, one class each: decode the message, call the engine, encode the
 * answer. {@link io.tabularium.wire.tablestore.operations.Operations} lists them.
 *
 * <p>What the bytes look like is the business of {@code codec}, what the words mean that of the
 * engine. Here is only the order of things: first the message as a whole, then whether the caller
 * may touch its tables, then the tables' names, and only then the rows inside.
 */
package io.tabularium.wire.tablestore.operations;

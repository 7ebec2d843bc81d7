/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The words every other room uses: values, primary keys, cells, row changes, conditions, filters,
 * table descriptions, limits and errors.
 *
 * <p>Everything here is an immutable value (byte arrays are shared, never copied defensively, and
 * must not be changed once handed over). Nothing here does I/O, knows a wire protocol's framing or
 * names an engine. Start with {@link io.tabularium.model.Value}, {@link
 * io.tabularium.model.PrimaryKey}, {@link io.tabularium.model.Cell} and {@link
 * io.tabularium.model.RowChange} for what is written, {@link io.tabularium.model.RowSelection} and
 * {@link io.tabularium.model.RowSink} for what is read, {@link io.tabularium.model.Errors} and
 * {@link io.tabularium.model.Limits} for what is refused.
 */
package io.tabularium.model;

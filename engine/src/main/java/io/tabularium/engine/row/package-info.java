/* SPDX-License-Identifier: Apache-2.0 */
/**
 * How keys and rows are laid out as bytes, and nothing about what operations mean.
 *
 * <p>{@link io.tabularium.engine.row.KeyCodec} encodes primary keys so that byte order is key
 * order. {@link io.tabularium.engine.row.RowCodec} describes the row format: a row is one value
 * made of segments, a base and the fragments appended to it since; a row past some tens of
 * kilobytes is cut into pages by column name. {@link io.tabularium.engine.row.RowImage} folds
 * segments into cells.
 */
package io.tabularium.engine.row;

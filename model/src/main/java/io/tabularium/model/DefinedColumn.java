/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * A typed attribute column. Attribute columns need no definition; a defined one is type-checked on
 * write and may be indexed.
 *
 * @param name the column's name
 * @param type one of the attribute types
 */
public record DefinedColumn(String name, ValueType type) {}

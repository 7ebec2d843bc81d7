/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * One named column of a primary key.
 *
 * @param name the column's name
 * @param value its value, or a marker where one is allowed
 */
public record PrimaryKeyColumn(String name, Value value) {
  @Override
  public String toString() {
    return name + "=" + value;
  }
}

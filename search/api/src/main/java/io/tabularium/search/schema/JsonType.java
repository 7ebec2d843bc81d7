/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.schema;

/** How the objects of a JSON field are found. */
public enum JsonType {
  /** The values of all objects of a row are one row's values. */
  OBJECT,
  /** Each object is found as a whole, as in a NESTED field. */
  NESTED
}

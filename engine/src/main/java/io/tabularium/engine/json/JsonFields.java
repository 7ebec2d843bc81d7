/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.json;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Fields that have to be there and of a type. Every method throws {@link IllegalArgumentException}
 * where one is not: what is stored was written by this program, so it is damaged.
 */
public final class JsonFields {
  private JsonFields() {}

  /** A field's text. */
  public static String text(JsonNode node, String field) {
    JsonNode value = node.required(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(field + " is not text: " + value);
    }
    return value.textValue();
  }

  /** A field's whole number. */
  public static long number(JsonNode node, String field) {
    JsonNode value = node.required(field);
    if (!value.isIntegralNumber()) {
      throw new IllegalArgumentException(field + " is not an integer: " + value);
    }
    return value.longValue();
  }

  /** A field's truth. */
  public static boolean flag(JsonNode node, String field) {
    JsonNode value = node.required(field);
    if (!value.isBoolean()) {
      throw new IllegalArgumentException(field + " is not a boolean: " + value);
    }
    return value.booleanValue();
  }
}

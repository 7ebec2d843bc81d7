/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.logging;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * Writes what an event knows besides its message as {@code name=value} pairs, first of all the id
 * of the request it happened in. Values with anything but plain characters are quoted and escaped:
 * some come from clients, who could make up facts and lines otherwise.
 */
public final class Facts extends ClassicConverter {
  private static final String REQUEST = "request";

  /** What the front-end calls the id in the diagnostic context. */
  private static final String CONTEXT_REQUEST = "requestId";

  @Override
  public String convert(ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs == null) {
      pairs = List.of();
    }
    StringBuilder text = new StringBuilder();
    String request = event.getMDCPropertyMap().get(CONTEXT_REQUEST);
    if (request != null && pairs.stream().noneMatch(pair -> pair.key.equals(REQUEST))) {
      append(text, REQUEST, request);
    }
    for (KeyValuePair pair : pairs) {
      append(text, pair.key, String.valueOf(pair.value));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String name, String value) {
    text.append(' ').append(name).append('=');
    if (!value.isEmpty() && value.chars().allMatch(Facts::isPlain)) {
      text.append(value);
      return;
    }
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        default -> {
          if (Character.isISOControl(c)) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  private static boolean isPlain(int c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '=';
  }
}

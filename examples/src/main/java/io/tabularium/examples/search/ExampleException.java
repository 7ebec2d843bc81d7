/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.search;

/** An example cannot go on; the message says why, to whoever started it. */
public final class ExampleException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With what to say. */
  public ExampleException(String message) {
    super(message);
  }
}

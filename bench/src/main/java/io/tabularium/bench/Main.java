/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench;

/** The command line. */
public final class Main {
  private Main() {}

  /** Runs. */
  public static void main(String[] arguments) {}
}

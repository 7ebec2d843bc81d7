/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import io.tabularium.server.Version;
import picocli.CommandLine.Command;

/** Says which version this is. */
@Command(name = "version", description = "Prints the version of Tabularium and of Java.")
final class VersionCommand implements Runnable {
  @Override
  public void run() {
    System.out.println(
        "Tabularium " + Version.get() + " on Java " + System.getProperty("java.version"));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench;

import io.tabularium.bench.process.Workspace;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options every benchmark has. */
public final class CommonOptions {
  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Where data and logs go while it runs (default: the temporary directory).")
  private Path work;

  @Option(names = "--keep", description = "Leave data and logs there at the end.")
  private boolean keep;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help and does nothing else.")
  private boolean help;

  /** A new workspace as asked for. */
  public Workspace workspace() {
    return new Workspace(work, keep);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.sdk;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The official Go SDK. */
class GoSdkTest extends SdkSuite {
  /** Use the Go that is there, and do not ask for the version of the surrounding repository. */
  private static final Map<String, String> GO =
      Map.of("GOTOOLCHAIN", "local", "GOFLAGS", "-buildvcs=false", "GOWORK", "off");

  GoSdkTest() {
    super("go");
  }

  @Override
  List<String> prepare(Workshop workshop) throws SdkUnavailableException {
    String go = workshop.tool("version", "go");
    workshop.installOnce(
        "modules", List.of("go.mod", "go.sum"), List.of(go, "mod", "download"), GO);
    String suite = workshop.path("suite").toString();
    Workshop.Outcome build =
        workshop.execute(List.of(go, "build", "-o", suite, "."), GO, Duration.ofMinutes(5));
    if (build.exitCode() != 0) {
      throw new AssertionError("the suite does not compile:\n" + build.lastLines(40));
    }
    return List.of(suite);
  }
}

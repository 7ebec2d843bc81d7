/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.sdk;

import java.util.List;
import java.util.Map;

/** The official Python SDK. */
class PythonSdkTest extends SdkSuite {
  PythonSdkTest() {
    super("python");
  }

  @Override
  List<String> prepare(Workshop workshop) throws SdkUnavailableException {
    String python = workshop.tool("--version", "python3", "python");
    workshop.installOnce(
        "environment",
        List.of(),
        List.of(python, "-m", "venv", workshop.path("venv").toString()),
        Map.of());
    String own = workshop.path("venv/bin/python").toString();
    workshop.installOnce(
        "packages",
        List.of("requirements.txt", "environment.installed"),
        List.of(
            own,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
            "requirements.txt"),
        Map.of());
    return List.of(own, "suite.py");
  }

  @Override
  Map<String, String> environment() {
    return Map.of("PYTHONDONTWRITEBYTECODE", "1", "PYTHONUTF8", "1");
  }
}

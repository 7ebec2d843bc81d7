/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.sdk;

import java.util.List;
import java.util.Map;

/** The official Node.js SDK. */
class NodeSdkTest extends SdkSuite {
  NodeSdkTest() {
    super("node");
  }

  @Override
  List<String> prepare(Workshop workshop) throws SdkUnavailableException {
    String node = workshop.tool("--version", "node", "nodejs");
    String npm = workshop.tool("--version", "npm");
    workshop.installOnce(
        "packages",
        List.of("package.json"),
        List.of(npm, "install", "--no-audit", "--no-fund"),
        Map.of());
    return List.of(node, "suite.js");
  }
}

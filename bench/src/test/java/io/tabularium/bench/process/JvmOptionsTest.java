/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class JvmOptionsTest {

  @Test
  void theServerIsMeasuredWithTheOptionsTheLauncherGivesIt() throws Exception {
    assertThat(Files.readString(Home.find().resolve("tabularium")))
        .contains(JvmOptions.SERVER.toArray(new String[0]));
  }
}

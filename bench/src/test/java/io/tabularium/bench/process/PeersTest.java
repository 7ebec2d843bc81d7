/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PeersTest {

  @Test
  void bothSidesAreDrivenByTheSameGenerator() throws Exception {
    Path home = Home.find();
    assertThat(ycsbVersion(home.resolve("bench/peers/pom.xml")))
        .isEqualTo(ycsbVersion(home.resolve("pom.xml")));
  }

  private static String ycsbVersion(Path pom) throws Exception {
    Matcher matcher =
        Pattern.compile("<ycsb.version>(.+?)</ycsb.version>").matcher(Files.readString(pom));
    assertThat(matcher.find()).as("%s names the version", pom).isTrue();
    return matcher.group(1);
  }
}

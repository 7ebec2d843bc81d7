/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static io.tabularium.storage.testkit.Bytes.contents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tabularium.storage.StorageException.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory is opened if it is a store's, and otherwise left as it is, with a sentence why. */
class StoreDirectoryTest {
  @TempDir Path temporary;

  private Path home() {
    return temporary.resolve("a/b/store");
  }

  private void write() {
    try (RocksStore store = Opened.open(home())) {
      Opened.put(store.table(1), ROWS, "k", bytes("v"));
    }
  }

  private void assertStillThere() {
    try (RocksStore store = Opened.open(home())) {
      assertThat(contents(store.table(1), ROWS)).containsExactly("k=v");
    }
  }

  @Test
  void aDirectoryOpenInAnotherProcessIsLocked() throws Exception {
    write();
    Process other = CrashChild.start(home(), "hold");
    try {
      byte[] greeting = other.getInputStream().readNBytes("open".length());
      assertThat(new String(greeting, StandardCharsets.US_ASCII)).isEqualTo("open");
      Opened.assertRefused(Kind.LOCKED, () -> Opened.open(home()), home().toString());
    } finally {
      other.destroyForcibly();
      assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertStillThere();
  }

  @Test
  void theFormatIsWrittenDownWithTheStoresIdentity() throws Exception {
    write();
    assertThat(Files.readString(home().resolve("FORMAT")))
        .matches("tabularium-rocksdb 1\nid [0-9a-f-]{36}\n");
    String id = StoreDirectory.storeId(home());
    assertStillThere();
    assertThat(StoreDirectory.storeId(home())).isEqualTo(id);
  }

  @Test
  void anotherFormatIsNotTouched() throws Exception {
    write();
    Path format = home().resolve("FORMAT");
    String known = Files.readString(format);

    Files.writeString(format, known.replace(" 1\n", " 2\n"));
    Opened.assertRefused(
        Kind.UNKNOWN_FORMAT, () -> Opened.open(home()), home().toString(), "format 2", "format 1");

    for (String nonsense : new String[] {"", "tabularium-rocksdb", "tabularium-hbase 1\nid x\n"}) {
      Files.writeString(format, nonsense);
      Opened.assertRefused(Kind.UNKNOWN_FORMAT, () -> Opened.open(home()), format.toString());
      assertThat(format).hasContent(nonsense);
    }
    Files.writeString(format, known);
    assertStillThere();
  }

  @Test
  void aDirectoryOfOtherFilesIsNotMadeAStore() throws Exception {
    Path foreign = Files.createDirectories(temporary.resolve("foreign"));
    Files.writeString(foreign.resolve("letter.txt"), "dear");
    Opened.assertRefused(Kind.UNKNOWN_FORMAT, () -> Opened.open(foreign), foreign.toString());
    assertThat(Opened.files(foreign, "")).containsExactly(foreign.resolve("letter.txt"));

    // A store whose FORMAT is gone could be of any format.
    write();
    Files.delete(home().resolve("FORMAT"));
    Opened.assertRefused(Kind.UNKNOWN_FORMAT, () -> Opened.open(home()), home().toString());
  }

  @Test
  void aFreshFileSystemCountsAsEmpty() throws Exception {
    Files.createDirectories(home().resolve("lost+found"));
    write();
    assertStillThere();
  }

  @Test
  void aStoreWhoseMakingWasInterruptedIsMade() throws Exception {
    Files.createDirectories(home());
    Files.writeString(home().resolve("FORMAT.new"), "tabu");
    write();
    assertStillThere();

    Path second = temporary.resolve("second");
    Files.createDirectories(second);
    StoreDirectory.writeFormat(second, false, "0123");
    try (RocksStore store = Opened.open(second)) {
      assertThat(contents(store.table(1), ROWS)).isEmpty();
    }
    assertThat(StoreDirectory.storeId(second)).isEqualTo("0123");
  }

  @Test
  void aFileIsNoDirectory() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "text");
    Opened.assertRefused(Kind.UNAVAILABLE, () -> Opened.open(file), file.toString());
    Path below = file.resolve("store");
    Opened.assertRefused(Kind.UNAVAILABLE, () -> Opened.open(below), below.toString());
    assertThat(file).hasContent("text");
  }

  @Test
  void aPlaceThatTakesNoFilesIsUnavailable() {
    // The one such place there is for root, too.
    Path place = Path.of("/proc/self/store");
    assumeTrue(Files.isDirectory(place.getParent()));
    Opened.assertRefused(Kind.UNAVAILABLE, () -> Opened.open(place), place.toString());
  }
}

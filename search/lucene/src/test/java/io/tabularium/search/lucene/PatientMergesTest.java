/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Merges rest and go on. */
@Timeout(60)
class PatientMergesTest {
  private static final int SEGMENTS = 12;
  private static final int BYTES_OF_ONE = 200_000;

  private final PatientMerges merges = new PatientMerges();

  private Directory directory;
  private IndexWriter writer;

  @BeforeEach
  void open(@TempDir Path path) throws IOException {
    directory = FSDirectory.open(path);
    writer =
        new IndexWriter(
            directory,
            new IndexWriterConfig()
                .setMergeScheduler(merges)
                .setMaxFullFlushMergeWaitMillis(0)
                .setMergePolicy(new TieredMergePolicy().setSegmentsPerTier(SEGMENTS - 1)));
  }

  @AfterEach
  void close() throws IOException {
    // Closing it otherwise would wait for merges that rest.
    writer.rollback();
    directory.close();
  }

  /** Writes segments, of which the last makes a merge due. */
  private void write() throws IOException {
    Random random = new Random(1);
    byte[] bytes = new byte[BYTES_OF_ONE];
    for (int i = 0; i < SEGMENTS; i++) {
      random.nextBytes(bytes);
      Document document = new Document();
      document.add(new StoredField("bytes", bytes));
      writer.addDocument(document);
      writer.flush();
    }
  }

  private int segments() throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(writer)) {
      return reader.leaves().size();
    }
  }

  @Test
  void theyRestAndGoOnAfterwards() throws IOException {
    merges.rest(Duration.ofMinutes(10));
    write();
    await()
        .during(Duration.ofMillis(300))
        .until(() -> merges.mergeThreadCount() == 1 && segments() == SEGMENTS);

    merges.rest(Duration.ZERO);
    await().until(() -> merges.mergeThreadCount() == 0 && segments() < SEGMENTS);
  }

  @Test
  void aRestEndsByItself() throws IOException {
    merges.rest(Duration.ofMillis(200));
    write();
    await().until(() -> merges.mergeThreadCount() == 0 && segments() < SEGMENTS);
  }

  @Test
  void anIndexCanBeClosedMeanwhile() throws IOException {
    merges.rest(Duration.ofMinutes(10));
    write();
    await().until(() -> merges.mergeThreadCount() == 1);
    writer.rollback();
    assertThat(writer.isOpen()).isFalse();
    assertThat(merges.mergeThreadCount()).isZero();
  }
}

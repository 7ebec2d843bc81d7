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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Merges rest and go on. */
@Timeout(60)
class PatientMergesTest {
  private static final int SEGMENTS = 12;
  private static final int BYTES_OF_ONE = 200_000;

  private final PatientMerges merges = new PatientMerges();

  private IndexWriter writer(Directory directory) throws IOException {
    return new IndexWriter(
        directory,
        new IndexWriterConfig()
            .setMergeScheduler(merges)
            .setMaxFullFlushMergeWaitMillis(0)
            .setMergePolicy(new TieredMergePolicy().setSegmentsPerTier(SEGMENTS - 1)));
  }

  /** Writes segments, of which the last makes a merge due. */
  private static void write(IndexWriter writer) throws IOException {
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

  private static int segments(IndexWriter writer) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(writer)) {
      return reader.leaves().size();
    }
  }

  @Test
  void theyRestAndGoOnAfterwards(@TempDir Path path) throws IOException {
    try (Directory directory = FSDirectory.open(path);
        IndexWriter writer = writer(directory)) {
      merges.rest(Duration.ofMinutes(10));
      write(writer);
      await()
          .during(Duration.ofMillis(300))
          .until(() -> merges.mergeThreadCount() == 1 && segments(writer) == SEGMENTS);

      merges.rest(Duration.ZERO);
      await().until(() -> merges.mergeThreadCount() == 0 && segments(writer) < SEGMENTS);
    }
  }

  @Test
  void aRestEndsByItself(@TempDir Path path) throws IOException {
    try (Directory directory = FSDirectory.open(path);
        IndexWriter writer = writer(directory)) {
      merges.rest(Duration.ofMillis(200));
      write(writer);
      await().until(() -> merges.mergeThreadCount() == 0 && segments(writer) < SEGMENTS);
    }
  }

  @Test
  void anIndexCanBeClosedMeanwhile(@TempDir Path path) throws IOException {
    try (Directory directory = FSDirectory.open(path);
        IndexWriter writer = writer(directory)) {
      merges.rest(Duration.ofMinutes(10));
      write(writer);
      await().until(() -> merges.mergeThreadCount() == 1);
      writer.rollback();
      assertThat(writer.isOpen()).isFalse();
      assertThat(merges.mergeThreadCount()).isZero();
    }
  }
}

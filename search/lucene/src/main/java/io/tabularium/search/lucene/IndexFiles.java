/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.search.SearchException;
import io.tabularium.search.SearchException.Kind;
import io.tabularium.search.lucene.analysis.FieldAnalyzer;
import io.tabularium.search.lucene.document.Mapping;
import io.tabularium.search.lucene.query.QueryCompiler;
import io.tabularium.search.lucene.sort.SortCompiler;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.IndexSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NRTCachingDirectory;

/**
 * The files of one index: checked when they are opened, written through one {@link IndexWriter}.
 */
final class IndexFiles implements AutoCloseable {
  /** How passages are scored, when they are taken in and when they are found. */
  static final Similarity SIMILARITY = new ClassicBm25();

  private static final String FORMAT = "format";
  private static final String FORMAT_NUMBER = "1";
  private static final String FIELDS = "fields";
  private static final String ORDER = "order";
  private static final String POSITION = "position";

  /**
   * Small new segments stay in memory until they are merged or committed: files that come and go
   * ten times a second would hold up whoever waits for the disk.
   */
  private static final double CACHED_SEGMENT_MB = 1;

  private static final double CACHED_MB = 16;

  /**
   * What an index is doing, and how many segments of about the same size are left alone meanwhile.
   * Fewer of them make searches faster and cost more merges.
   */
  enum Activity {
    /** It has fallen behind, and has no time for merges. */
    CATCHING_UP(30),
    /** Changes come in time. */
    FOLLOWING(10),
    /** No changes come. */
    RESTING(4);

    private final double segments;

    Activity(double segments) {
      this.segments = segments;
    }
  }

  /** No segment grows larger by merges than one of so many even parts of the index. */
  private static final int SHARES = Math.min(8, Runtime.getRuntime().availableProcessors());

  private final Directory directory;
  private final IndexWriter writer;
  private final PatientMerges merges;
  private final AtomicReference<Mapping> mapping;
  private volatile byte[] position;

  private IndexFiles(
      Directory directory,
      IndexWriter writer,
      PatientMerges merges,
      AtomicReference<Mapping> mapping,
      byte[] position) {
    this.directory = directory;
    this.writer = writer;
    this.merges = merges;
    this.mapping = mapping;
    this.position = position;
  }

  static IndexFiles open(Path path, PrimaryKeySchema key, IndexSchema schema) {
    return Failures.translate(
        "open the search index in " + path,
        () -> {
          Directory directory =
              new NRTCachingDirectory(FSDirectory.open(path), CACHED_SEGMENT_MB, CACHED_MB);
          try {
            return open(directory, key, schema);
          } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
          }
        });
  }

  private static IndexFiles open(Directory directory, PrimaryKeySchema key, IndexSchema schema)
      throws IOException {
    byte[] position = null;
    boolean exists = DirectoryReader.indexExists(directory);
    if (exists) {
      position = verify(directory, schema);
    } else {
      for (String file : directory.listAll()) {
        // An index is committed, empty, before anything else is written.
        if (file.startsWith("_")) {
          throw new SearchException(
              Kind.CORRUPT, "the search index in " + directory + " has lost its commit", null);
        }
      }
    }
    AtomicReference<Mapping> mapping = new AtomicReference<>(new Mapping(key, schema));
    PatientMerges merges = new PatientMerges();
    IndexWriter writer = new IndexWriter(directory, config(mapping, merges));
    IndexFiles files = new IndexFiles(directory, writer, merges, mapping, position);
    if (!exists) {
      files.commit(null);
    }
    return files;
  }

  private static IndexWriterConfig config(AtomicReference<Mapping> mapping, PatientMerges merges) {
    IndexWriterConfig config =
        new IndexWriterConfig(new FieldAnalyzer(field -> mapping.get().cutter(field)))
            .setSimilarity(SIMILARITY)
            .setMergePolicy(merging(Activity.FOLLOWING))
            .setMergeScheduler(merges)
            // A refresh would wait up to half a second for merges of small segments, and with it
            // every search for what was just written.
            .setMaxFullFlushMergeWaitMillis(0)
            .setCodec(new Codec())
            .setCommitOnClose(false);
    Sort presort = new SortCompiler(mapping.get(), new QueryCompiler(mapping.get())).presort();
    if (presort != null) {
      config.setIndexSort(presort);
    }
    return config;
  }

  private static MergePolicy merging(Activity activity) {
    // No segment has so much that a search could not be shared evenly.
    return new TieredMergePolicy()
        .setSegmentsPerTier(activity.segments)
        .setTargetSearchConcurrency(SHARES);
  }

  /** Reads every file once, comparing checksums; returns the position of the commit. */
  private static byte[] verify(Directory directory, IndexSchema schema) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      Map<String, String> data = reader.getIndexCommit().getUserData();
      String format = data.get(FORMAT);
      if (!FORMAT_NUMBER.equals(format)) {
        throw new SearchException(
            Kind.UNKNOWN_FORMAT, "the search index is of the unknown format " + format, null);
      }
      if (!fields(schema).startsWith(data.get(FIELDS)) || !order(schema).equals(data.get(ORDER))) {
        throw new SearchException(
            Kind.UNKNOWN_FORMAT, "the search index was made with another schema", null);
      }
      for (LeafReaderContext leaf : reader.leaves()) {
        ((CodecReader) leaf.reader()).checkIntegrity();
      }
      String position = data.get(POSITION);
      return position == null ? null : HexFormat.of().parseHex(position);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new SearchException(
          Kind.CORRUPT, "the search index in " + directory + " is damaged", e);
    }
  }

  /** Fingerprints of the fields in their order, so that those of an extended schema go on. */
  private static String fields(IndexSchema schema) {
    StringBuilder prints = new StringBuilder();
    for (FieldSchema field : schema.fields()) {
      prints.append(print(field.toString())).append(';');
    }
    return prints.toString();
  }

  private static String order(IndexSchema schema) {
    return print(schema.effectivePresort().toString());
  }

  private static String print(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }

  /** Vectors may be longer than Lucene's default, which is a precaution and not a bound. */
  private static final class Codec extends Lucene912Codec {
    private final KnnVectorsFormat vectors =
        new LongVectorsFormat(super.getKnnVectorsFormatForField(""));

    @Override
    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
      return vectors;
    }
  }

  IndexWriter writer() {
    return writer;
  }

  Mapping mapping() {
    return mapping.get();
  }

  /** Takes the fields of an extended schema on. */
  void extend(IndexSchema schema) {
    IndexSchema before = mapping.get().schema();
    if (!fields(schema).startsWith(fields(before))
        || !order(schema).equals(order(before))
        || schema.hasNested() != before.hasNested()) {
      throw new IllegalArgumentException("the schema does not extend the index's");
    }
    mapping.set(new Mapping(mapping.get().key(), schema));
  }

  byte[] position() {
    byte[] committed = position;
    return committed == null ? null : committed.clone();
  }

  /** Makes everything written durable, with the position it stands for. */
  synchronized void commit(byte[] reached) throws IOException {
    Map<String, String> data = new TreeMap<>();
    data.put(FORMAT, FORMAT_NUMBER);
    data.put(FIELDS, fields(mapping.get().schema()));
    data.put(ORDER, order(mapping.get().schema()));
    if (reached != null) {
      data.put(POSITION, HexFormat.of().formatHex(reached));
    }
    writer.setLiveCommitData(data.entrySet());
    writer.commit();
    position = reached == null ? null : reached.clone();
  }

  /** Merges by other rules from now on; at rest at once, and else with the next new segment. */
  void become(Activity activity) throws IOException {
    writer.getConfig().setMergePolicy(merging(activity));
    if (activity == Activity.RESTING) {
      writer.maybeMerge();
    }
  }

  /** Has merges rest for so long from now on. */
  void restMerges(Duration time) {
    merges.rest(time);
  }

  /**
   * Whether a commit would change anything: also when merges have replaced files since the last.
   */
  boolean isDirty() {
    return writer.hasUncommittedChanges();
  }

  /** Bytes of all files, of those still in use by old views, too. */
  long bytes() throws IOException {
    long bytes = 0;
    List<String> names = new ArrayList<>(List.of(directory.listAll()));
    Set<String> pending = directory.getPendingDeletions();
    for (String name : names) {
      if (!pending.contains(name)) {
        bytes += length(name);
      }
    }
    return bytes;
  }

  /** The size of a file; nothing if it has been deleted in the meantime. */
  private long length(String name) {
    try {
      return directory.fileLength(name);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Closes files that nobody has used. */
  void discard() {
    Failures.translate(
        "close a search index",
        () -> {
          close();
          return null;
        });
  }

  @Override
  public void close() throws IOException {
    try {
      writer.rollback();
    } finally {
      directory.close();
    }
  }
}

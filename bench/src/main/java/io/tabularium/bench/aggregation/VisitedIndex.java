/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.aggregation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.store.FSDirectory;

/**
 * A Lucene index whose documents are visited one by one and counted: what nobody can do without.
 */
final class VisitedIndex implements AutoCloseable {
  private final FSDirectory directory;
  private final DirectoryReader reader;

  VisitedIndex(Path path, int documents) throws IOException {
    directory = FSDirectory.open(path);
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      for (int i = 0; i < documents; i++) {
        Document document = new Document();
        document.add(new StringField("id", Integer.toString(i), Field.Store.NO));
        writer.addDocument(document);
      }
    }
    reader = DirectoryReader.open(directory);
  }

  /** Visits every document; returns how many there are. */
  int visit() throws IOException {
    return new IndexSearcher(reader)
        .search(
            new MatchAllDocsQuery(),
            new CollectorManager<Visits, Integer>() {
              @Override
              public Visits newCollector() {
                return new Visits();
              }

              @Override
              public Integer reduce(Collection<Visits> all) {
                return all.stream().mapToInt(visits -> visits.count).sum();
              }
            });
  }

  @Override
  public void close() throws IOException {
    reader.close();
    directory.close();
  }

  /** Counts without a shortcut. */
  private static final class Visits extends SimpleCollector {
    private int count;

    @Override
    public void collect(int doc) {
      count++;
    }

    @Override
    public ScoreMode scoreMode() {
      return ScoreMode.COMPLETE_NO_SCORES;
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.document;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.search.lucene.analysis.Cutter;
import io.tabularium.search.lucene.analysis.TextAnalysis;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexField;
import io.tabularium.search.schema.IndexFields;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.Sorter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.join.BitSetProducer;
import org.apache.lucene.search.join.QueryBitSetProducer;
import org.apache.lucene.search.join.ToChildBlockJoinQuery;

/** An index's schema with everything that follows from it for Lucene. Immutable. */
public final class Mapping {
  private final PrimaryKeySchema key;
  private final IndexFields fields;
  private final boolean nested;
  private final Map<String, TextAnalysis> texts = new HashMap<>();
  private final Map<String, DateFormats> dates = new HashMap<>();
  private final Map<String, BitSetProducer> parents = new HashMap<>();
  private final List<String> sortedKeyColumns = new ArrayList<>();

  /** The columns that fields, and the order of rows, look at, each with its number. */
  private final Map<ByteSlice, Integer> columns = new HashMap<>();

  private final Set<ByteSlice> kept = new HashSet<>();
  private final Set<ByteSlice> returned = new HashSet<>();

  /** Works out what follows from a schema. */
  public Mapping(PrimaryKeySchema key, IndexSchema schema) {
    this.key = key;
    this.fields = new IndexFields(schema);
    this.nested = schema.hasNested();
    for (IndexField field : fields.all()) {
      if (field.type() == FieldType.TEXT) {
        texts.put(field.path(), TextAnalysis.of(field.schema().effectiveAnalyzer()));
      } else if (field.type() == FieldType.DATE) {
        dates.put(field.path(), new DateFormats(field.schema().dateFormats()));
      }
      if (field.schema().isNested()) {
        parents.put(field.path(), new QueryBitSetProducer(pathFilter(field.path())));
      }
    }
    parents.put(Names.ROOT, new QueryBitSetProducer(pathFilter(Names.ROOT)));
    for (Sorter sorter : schema.effectivePresort().sorters()) {
      if (sorter instanceof FieldSort sort && fields.find(sort.field()) == null) {
        sortedKeyColumns.add(sort.field());
        number(ByteSlice.utf8(sort.field()));
      }
    }
    for (FieldSchema field : schema.fields()) {
      ByteSlice column = ByteSlice.utf8(field.sourceColumn());
      number(column);
      if (key.indexOf(field.sourceColumn()) >= 0) {
        continue;
      }
      if (field.stored()) {
        returned.add(column);
      }
      if (field.stored() || highlights(field)) {
        kept.add(column);
      }
    }
  }

  private void number(ByteSlice column) {
    columns.putIfAbsent(column, columns.size());
  }

  private static boolean highlights(FieldSchema field) {
    return field.canHighlight() || field.subFields().stream().anyMatch(Mapping::highlights);
  }

  /** The key of the table. */
  public PrimaryKeySchema key() {
    return key;
  }

  /** The fields. */
  public IndexFields fields() {
    return fields;
  }

  /** The schema. */
  public IndexSchema schema() {
    return fields.schema();
  }

  /** Whether rows have child rows. */
  public boolean hasNested() {
    return nested;
  }

  /** How a TEXT field is cut. */
  public TextAnalysis text(String path) {
    return texts.get(path);
  }

  /** How a TEXT field is cut when it is taken in. */
  public Cutter cutter(String path) {
    return texts.get(path).index();
  }

  /** How a DATE field is written. */
  public DateFormats dates(String path) {
    return dates.get(path);
  }

  /** Columns of the key that are no fields but that rows are kept in the order of. */
  List<String> sortedKeyColumns() {
    return sortedKeyColumns;
  }

  /** How many columns have a number. */
  int columns() {
    return columns.size();
  }

  /** The number of a column, from 0, or -1 of one that nothing looks at. */
  int column(ByteSlice name) {
    Integer number = columns.get(name);
    return number == null ? -1 : number;
  }

  /** Whether the index keeps this column. */
  boolean keeps(ByteSlice column) {
    return kept.contains(column);
  }

  /** Whether the index returns this column. */
  public boolean returns(ByteSlice column) {
    return returned.contains(column);
  }

  /** Finds the documents of a nested field's child rows; of the rows if the path is empty. */
  public static Query pathFilter(String path) {
    return new TermQuery(new Term(Names.PATH, path));
  }

  /** Finds the documents of rows, their child rows included, whose age is before a time. */
  public Query olderThan(long timestamp) {
    Query rows = LongPoint.newRangeQuery(Names.TIME, Long.MIN_VALUE, timestamp - 1);
    if (!nested) {
      return rows;
    }
    // Earlier versions gave child rows a time, too, but parents must be parents only.
    Query parents =
        new BooleanQuery.Builder()
            .add(rows, Occur.FILTER)
            .add(pathFilter(Names.ROOT), Occur.FILTER)
            .build();
    return new BooleanQuery.Builder()
        .add(parents, Occur.SHOULD)
        .add(new ToChildBlockJoinQuery(parents, documents(null)), Occur.SHOULD)
        .build();
  }

  /**
   * The documents that {@link #pathFilter} finds, leaf by leaf.
   *
   * @param path a nested field, or {@code null} for rows
   */
  public BitSetProducer documents(String path) {
    return parents.get(path == null ? Names.ROOT : path);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.document;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.Limits;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import io.tabularium.search.Document;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.VectorOptions;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.InetAddressPoint;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LatLonDocValuesField;
import org.apache.lucene.document.LatLonPoint;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedNumericDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;

/** Makes the Lucene documents of a row. Thread-safe. */
public final class DocumentWriter {
  /** What is between the path and the value in a term of a FLATTENED field. */
  public static final char PATH_END = '\0';

  private final Mapping mapping;
  private final LongAdder dropped;

  /** The number of the column that each field of the schema looks at. */
  private final int[] fieldColumns;

  /** The number of each column of the key, or -1. */
  private final int[] keyColumns;

  /** The number of each column that rows are kept in the order of without its being a field. */
  private final int[] sortedKeyColumns;

  /** Counts values that do not fit their field. */
  public DocumentWriter(Mapping mapping, LongAdder dropped) {
    this.mapping = mapping;
    this.dropped = dropped;
    this.fieldColumns =
        mapping.schema().fields().stream().mapToInt(f -> number(f.sourceColumn())).toArray();
    this.keyColumns =
        mapping.key().columns().stream().mapToInt(column -> number(column.name())).toArray();
    this.sortedKeyColumns = mapping.sortedKeyColumns().stream().mapToInt(this::number).toArray();
  }

  private int number(String column) {
    return mapping.column(ByteSlice.utf8(column));
  }

  /** The documents of a row: those of its child rows, and its own as the last. */
  public List<org.apache.lucene.document.Document> write(Document row) {
    return new Block(row).write();
  }

  /** The row key as a term. */
  public static BytesRef id(ByteSlice rowKey) {
    return new BytesRef(rowKey.array(), rowKey.offset(), rowKey.length());
  }

  /** The documents of one row. */
  private final class Block {
    private final Document row;
    private final BytesRef id;
    private final long time;

    /** What each column holds, by its number. */
    private final Value[] values = new Value[mapping.columns()];

    private final List<org.apache.lucene.document.Document> documents = new ArrayList<>(1);

    Block(Document row) {
      this.row = row;
      this.id = id(row.rowKey());
      // A row without cells has no age and stays.
      this.time = row.cells().isEmpty() ? Long.MAX_VALUE : row.timestamp();
      for (Cell cell : row.cells()) {
        put(mapping.column(cell.name()), cell.value());
      }
      for (int i = 0; i < row.key().size(); i++) {
        put(keyColumns[i], row.key().value(i));
      }
    }

    private void put(int column, Value value) {
      if (column >= 0) {
        values[column] = value;
      }
    }

    List<org.apache.lucene.document.Document> write() {
      org.apache.lucene.document.Document document = begin(Names.ROOT);
      document.add(new SortedDocValuesField(Names.KEY, id));
      document.add(new LongPoint(Names.TIME, time));
      document.add(new StoredField(Names.ROW, StoredRow.encode(row, mapping::keeps)));
      List<FieldSchema> fields = mapping.schema().fields();
      for (int i = 0; i < fieldColumns.length; i++) {
        FieldSchema field = fields.get(i);
        Value value = values[fieldColumns[i]];
        if (value != null && value.type() != ValueType.NULL) {
          field(document, field.name(), field, FieldValues.raw(value));
        }
      }
      for (int i = 0; i < sortedKeyColumns.length; i++) {
        keyColumn(document, mapping.sortedKeyColumns().get(i), values[sortedKeyColumns[i]]);
      }
      documents.add(document);
      return documents;
    }

    private org.apache.lucene.document.Document begin(String path) {
      org.apache.lucene.document.Document document = new org.apache.lucene.document.Document();
      document.add(new StringField(Names.ID, id, Field.Store.NO));
      if (mapping.hasNested()) {
        document.add(new StringField(Names.PATH, path, Field.Store.NO));
      }
      return document;
    }

    private void field(
        org.apache.lucene.document.Document document, String path, FieldSchema field, Object raw) {
      if (raw == Json.NULL) {
        return;
      }
      if (field.isNested()) {
        children(path, field, raw);
      } else if (field.type() == FieldType.JSON) {
        for (Map<?, ?> object : objects(raw)) {
          members(document, path, field, object);
        }
      } else if (field.type() == FieldType.FLATTENED) {
        flattened(document, path, raw);
      } else {
        List<Object> values = new FieldValues(field, mapping.dates(path)).read(raw);
        // One document has one vector, though several objects of a JSON field may bring one each.
        if (values == null
            || (field.type() == FieldType.VECTOR && document.getField(path) != null)) {
          dropped.increment();
          return;
        }
        for (Object value : values) {
          value(document, path, field, value);
        }
      }
    }

    private void members(
        org.apache.lucene.document.Document document,
        String path,
        FieldSchema field,
        Map<?, ?> object) {
      for (FieldSchema sub : field.subFields()) {
        Object raw = object.get(sub.name());
        if (raw != null) {
          field(document, path + "." + sub.name(), sub, raw);
        }
      }
    }

    private void children(String path, FieldSchema field, Object raw) {
      int offset = 0;
      for (Map<?, ?> object : objects(raw)) {
        if (documents.size() >= Limits.SEARCH_CHILD_ROWS_IN_ALL) {
          dropped.increment();
          return;
        }
        org.apache.lucene.document.Document child = begin(path);
        members(child, path, field, object);
        child.add(new NumericDocValuesField(Names.OFFSET, offset++));
        documents.add(child);
      }
    }

    /** The objects of a JSON value; none, and one value dropped, if it holds anything else. */
    private List<Map<?, ?>> objects(Object raw) {
      Object json = raw instanceof String text ? Json.parse(text) : raw;
      List<?> elements = json instanceof Map<?, ?> ? List.of(json) : asList(json);
      List<Map<?, ?>> objects = new ArrayList<>();
      for (Object element : elements) {
        if (!(element instanceof Map<?, ?> object)) {
          dropped.increment();
          return List.of();
        }
        if (objects.size() < Limits.SEARCH_CHILD_ROWS) {
          objects.add(object);
        }
      }
      return objects;
    }

    private List<?> asList(Object json) {
      if (json instanceof List<?> list) {
        return list;
      }
      dropped.increment();
      return List.of();
    }

    private void flattened(org.apache.lucene.document.Document document, String path, Object raw) {
      Object json = raw instanceof String text ? Json.parse(text) : raw;
      if (!(json instanceof Map<?, ?> || json instanceof List<?>)) {
        dropped.increment();
        return;
      }
      leaves(document, path, "", json, new int[1]);
    }

    private void leaves(
        org.apache.lucene.document.Document document,
        String field,
        String path,
        Object json,
        int[] count) {
      if (json instanceof Map<?, ?> object) {
        object.forEach(
            (name, value) ->
                leaves(
                    document, field, path.isEmpty() ? "" + name : path + "." + name, value, count));
      } else if (json instanceof List<?> list) {
        list.forEach(value -> leaves(document, field, path, value, count));
      } else if (json != Json.NULL && count[0]++ < Limits.SEARCH_ARRAY_ELEMENTS) {
        BytesRef term = new BytesRef(path + PATH_END + json);
        if (term.length <= Limits.SEARCH_KEYWORD_BYTES) {
          document.add(new StringField(field, term, Field.Store.NO));
          document.add(new StringField(Names.PRESENT, field, Field.Store.NO));
        }
      }
    }
  }

  private static void keyColumn(
      org.apache.lucene.document.Document document, String column, Value value) {
    if (value == null) {
      return;
    }
    String name = Names.keyColumn(column);
    if (value.type() == ValueType.INTEGER) {
      document.add(new SortedNumericDocValuesField(name, value.asLong()));
    } else {
      document.add(new SortedSetDocValuesField(name, id(value.asBytes())));
    }
  }

  private static void value(
      org.apache.lucene.document.Document document, String path, FieldSchema field, Object value) {
    boolean indexed = field.indexed();
    switch (field.type()) {
      case LONG, DATE -> {
        long number = (Long) value;
        document.add(
            indexed
                ? new LongField(path, number, Field.Store.NO)
                : new SortedNumericDocValuesField(path, number));
      }
      case DOUBLE -> {
        double number = (Double) value;
        document.add(
            indexed
                ? new DoubleField(path, number, Field.Store.NO)
                : new SortedNumericDocValuesField(path, NumericUtils.doubleToSortableLong(number)));
      }
      case BOOLEAN, KEYWORD -> {
        BytesRef term = new BytesRef(value.toString());
        document.add(
            indexed
                ? new KeywordField(path, term, Field.Store.NO)
                : new SortedSetDocValuesField(path, term));
      }
      case FUZZY_KEYWORD -> {
        if (indexed) {
          String text = (String) value;
          document.add(new StringField(path, text, Field.Store.NO));
          String reversed = new StringBuilder(text).reverse().toString();
          document.add(new StringField(Names.reversed(path), reversed, Field.Store.NO));
          document.add(new StringField(Names.PRESENT, path, Field.Store.NO));
        }
      }
      case TEXT -> {
        if (indexed) {
          document.add(new TextField(path, (String) value, Field.Store.NO));
        }
      }
      case GEO_POINT -> {
        GeoPoint point = (GeoPoint) value;
        if (indexed) {
          document.add(new LatLonPoint(path, point.latitude(), point.longitude()));
        }
        document.add(new LatLonDocValuesField(path, point.latitude(), point.longitude()));
      }
      case IP -> {
        InetAddress address = (InetAddress) value;
        if (indexed) {
          document.add(new InetAddressPoint(path, address));
        }
        document.add(
            new SortedSetDocValuesField(path, new BytesRef(InetAddressPoint.encode(address))));
      }
      case VECTOR -> {
        if (indexed) {
          document.add(
              new KnnFloatVectorField(
                  path, (float[]) value, similarity(field.vectorOptions().metric())));
        }
      }
      default -> throw new IllegalStateException("a " + field.type() + " has no values");
    }
  }

  private static VectorSimilarityFunction similarity(VectorOptions.Metric metric) {
    return switch (metric) {
      case EUCLIDEAN -> VectorSimilarityFunction.EUCLIDEAN;
      case COSINE -> VectorSimilarityFunction.COSINE;
      case DOT_PRODUCT -> VectorSimilarityFunction.DOT_PRODUCT;
    };
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.sort;

import io.tabularium.model.KeyType;
import io.tabularium.model.Value;
import io.tabularium.search.lucene.document.Mapping;
import io.tabularium.search.lucene.document.Names;
import io.tabularium.search.lucene.query.Operands;
import io.tabularium.search.lucene.query.QueryCompiler;
import io.tabularium.search.lucene.sort.CompiledSort.Kind;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexField;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.GeoDistanceSort;
import io.tabularium.search.sort.KeySort;
import io.tabularium.search.sort.ScoreSort;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortMode;
import io.tabularium.search.sort.SortOrder;
import io.tabularium.search.sort.Sorter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.InetAddressPoint;
import org.apache.lucene.document.LatLonDocValuesField;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.SortedNumericSortField;
import org.apache.lucene.search.SortedSetSelector;
import org.apache.lucene.search.SortedSetSortField;
import org.apache.lucene.util.BytesRef;

/** Turns sorts that keep the contract's rules into Lucene sorts. Thread-safe. */
public final class SortCompiler {
  private final Mapping mapping;
  private final ChildRows children;

  /** A compiler for an index. */
  public SortCompiler(Mapping mapping, QueryCompiler queries) {
    this.mapping = mapping;
    this.children = new ChildRows(mapping, queries);
  }

  /** The order the index's rows are kept in, or {@code null} if in none. */
  public org.apache.lucene.search.Sort presort() {
    return mapping.hasNested() ? null : compile(mapping.schema().effectivePresort()).lucene();
  }

  /**
   * A sort of rows. Without sorter it is the index's own order or, if it has none, by score and
   * then as they come.
   */
  public CompiledSort compile(Sort sort) {
    Sort effective = sort.isNone() ? mapping.schema().effectivePresort() : sort;
    List<SortField> fields = new ArrayList<>();
    List<Kind> kinds = new ArrayList<>();
    if (effective.isNone()) {
      fields.add(SortField.FIELD_SCORE);
      kinds.add(Kind.SCORE);
      fields.add(SortField.FIELD_DOC);
      kinds.add(Kind.DOC);
    }
    for (Sorter sorter : effective.sorters()) {
      add(sorter, fields, kinds);
    }
    if (!effective.isNone() && !effective.has(KeySort.class) && !effective.withoutKey()) {
      add(new KeySort(SortOrder.ASC), fields, kinds);
    }
    return new CompiledSort(
        new org.apache.lucene.search.Sort(fields.toArray(new SortField[0])), List.copyOf(kinds));
  }

  private void add(Sorter sorter, List<SortField> fields, List<Kind> kinds) {
    boolean reverse = sorter.order() == SortOrder.DESC;
    if (sorter instanceof KeySort) {
      fields.add(new SortField(Names.KEY, SortField.Type.STRING, reverse));
      kinds.add(Kind.BYTES);
    } else if (sorter instanceof ScoreSort) {
      // Lucene's natural order of scores is the best first.
      fields.add(new SortField(null, SortField.Type.SCORE, !reverse));
      kinds.add(Kind.SCORE);
    } else if (sorter instanceof GeoDistanceSort distance) {
      fields.add(distance(distance, reverse));
      kinds.add(Kind.DOUBLE);
    } else if (sorter instanceof FieldSort field) {
      field(field, reverse, fields, kinds);
    } else {
      throw new IllegalStateException("no sort of rows: " + sorter);
    }
  }

  private void field(FieldSort sort, boolean reverse, List<SortField> fields, List<Kind> kinds) {
    IndexField field = mapping.fields().find(sort.field());
    if (field == null) {
      keyColumn(sort.field(), reverse, fields, kinds);
      return;
    }
    boolean numeric = isNumber(field.type());
    boolean mean = sort.effectiveMode() == SortMode.AVG;
    boolean plain = field.nestedPath() == null && sort.missingFields().isEmpty() && !mean;
    if (numeric) {
      boolean real = field.type() == FieldType.DOUBLE || mean;
      Object missing = missingNumber(sort, field, real, reverse);
      SortField compiled;
      if (plain) {
        compiled =
            new SortedNumericSortField(
                sort.field(),
                real ? SortField.Type.DOUBLE : SortField.Type.LONG,
                reverse,
                sort.effectiveMode() == SortMode.MIN
                    ? SortedNumericSelector.Type.MIN
                    : SortedNumericSelector.Type.MAX);
        compiled.setMissingValue(missing);
      } else {
        ComputedNumbers.Source source = leaf -> children.numbers(sort, field, leaf);
        compiled = ComputedNumbers.sortField(source, real, missing, reverse);
      }
      fields.add(compiled);
      kinds.add(real ? Kind.DOUBLE : Kind.LONG);
      return;
    }
    boolean edge = sort.missingFirst() || sort.missingLast();
    if (plain && edge) {
      SortField compiled =
          new SortedSetSortField(
              sort.field(),
              reverse,
              sort.effectiveMode() == SortMode.MIN
                  ? SortedSetSelector.Type.MIN
                  : SortedSetSelector.Type.MAX);
      compiled.setMissingValue(
          sort.missingFirst() == reverse ? SortField.STRING_LAST : SortField.STRING_FIRST);
      fields.add(compiled);
    } else {
      BytesRef missing = edge ? null : term(field, sort.missingValue());
      fields.add(
          ComputedStrings.sortField(
              leaf -> children.strings(sort, field, missing, leaf),
              sort.missingFirst() == reverse,
              reverse));
    }
    kinds.add(Kind.BYTES);
  }

  private void keyColumn(String name, boolean reverse, List<SortField> fields, List<Kind> kinds) {
    boolean integer = mapping.key().column(mapping.key().indexOf(name)).type() == KeyType.INTEGER;
    String column = Names.keyColumn(name);
    fields.add(
        integer
            ? new SortedNumericSortField(column, SortField.Type.LONG, reverse)
            : new SortedSetSortField(column, reverse));
    kinds.add(integer ? Kind.LONG : Kind.BYTES);
  }

  private static boolean isNumber(FieldType type) {
    return type == FieldType.LONG || type == FieldType.DOUBLE || type == FieldType.DATE;
  }

  private Object missingNumber(FieldSort sort, IndexField field, boolean real, boolean reverse) {
    if (sort.missingFirst() || sort.missingLast()) {
      boolean smallest = sort.missingFirst() != reverse;
      if (real) {
        return smallest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      }
      return smallest ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    Value missing = sort.missingValue();
    if (field.type() == FieldType.DATE) {
      long nanos = Operands.date(missing, mapping.dates(field.path()));
      return real ? (Object) (double) nanos : (Object) nanos;
    }
    if (real) {
      return Operands.real(missing);
    }
    Long whole = Operands.integer(missing);
    return whole != null ? whole : (Long) (long) Operands.real(missing);
  }

  private static BytesRef term(IndexField field, Value missing) {
    return switch (field.type()) {
      case BOOLEAN -> new BytesRef("" + Operands.truth(missing));
      case IP -> {
        InetAddress address = Operands.address(missing);
        yield new BytesRef(InetAddressPoint.encode(address));
      }
      default -> Operands.text(missing);
    };
  }

  private SortField distance(GeoDistanceSort sort, boolean reverse) {
    IndexField field = mapping.fields().find(sort.field());
    FieldSchema schema = field.schema();
    boolean plain =
        field.nestedPath() == null
            && sort.points().size() == 1
            && sort.distance() == GeoDistanceSort.Distance.ARC
            && !reverse
            && (!schema.isArray() || sort.effectiveMode() == SortMode.MIN);
    if (plain) {
      return LatLonDocValuesField.newDistanceSort(
          sort.field(), sort.points().get(0).latitude(), sort.points().get(0).longitude());
    }
    return ComputedNumbers.sortField(
        leaf -> children.distances(sort, field, leaf),
        true,
        reverse ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY,
        reverse);
  }
}

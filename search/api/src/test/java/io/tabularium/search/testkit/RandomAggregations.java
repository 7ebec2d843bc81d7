/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import io.tabularium.model.Cell;
import io.tabularium.model.Value;
import io.tabularium.search.Document;
import io.tabularium.search.aggregation.Aggregation;
import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.aggregation.CountAggregation;
import io.tabularium.search.aggregation.DistinctCountAggregation;
import io.tabularium.search.aggregation.GroupBy;
import io.tabularium.search.aggregation.GroupByComposite;
import io.tabularium.search.aggregation.GroupByDateHistogram;
import io.tabularium.search.aggregation.GroupByField;
import io.tabularium.search.aggregation.GroupByFilter;
import io.tabularium.search.aggregation.GroupByGeoDistance;
import io.tabularium.search.aggregation.GroupByGeoGrid;
import io.tabularium.search.aggregation.GroupByHistogram;
import io.tabularium.search.aggregation.GroupByRange;
import io.tabularium.search.aggregation.GroupSorter;
import io.tabularium.search.aggregation.MetricAggregation;
import io.tabularium.search.aggregation.NumberRange;
import io.tabularium.search.aggregation.PercentilesAggregation;
import io.tabularium.search.aggregation.TopRowsAggregation;
import io.tabularium.search.query.DateInterval;
import io.tabularium.search.query.DateInterval.Unit;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.NestedQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.KeySort;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortOrder;
import io.tabularium.search.sort.Sorter;
import io.tabularium.search.testkit.AggregationModel.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Random rows and trees over one schema. Doubles are multiples of a quarter, so that sums are exact
 * in whatever order they are made.
 */
final class RandomAggregations {
  private static final String[] STRINGS = {"a", "ab", "b", "Z", "表", "表格", "𝄞"};
  private static final long DAY = 86_400_000L;

  /** 2019-12-20, so that years, quarters, months and weeks change among the dates made. */
  private static final long TIME = 1_576_800_000_000L;

  private final Random random;
  private final boolean nested;
  private int names;

  RandomAggregations(Random random, boolean nested) {
    this.random = random;
    this.nested = nested;
  }

  private static FieldSchema array(String name, FieldType type) {
    return FieldSchema.builder(name, type).array(true).build();
  }

  IndexSchema schema() {
    List<FieldSchema> fields =
        new ArrayList<>(
            List.of(
                FieldSchema.of("k", FieldType.KEYWORD),
                array("ka", FieldType.KEYWORD),
                FieldSchema.of("l", FieldType.LONG),
                array("la", FieldType.LONG),
                FieldSchema.of("d", FieldType.DOUBLE),
                array("da", FieldType.DOUBLE),
                FieldSchema.of("b", FieldType.BOOLEAN),
                FieldSchema.builder("t", FieldType.DATE)
                    .dateFormats(List.of("epoch_millis"))
                    .build(),
                FieldSchema.builder("ta", FieldType.DATE)
                    .dateFormats(List.of("epoch_millis"))
                    .array(true)
                    .build(),
                array("ba", FieldType.BOOLEAN),
                FieldSchema.of("ip", FieldType.IP),
                array("ia", FieldType.IP),
                FieldSchema.of("g", FieldType.GEO_POINT),
                array("ga", FieldType.GEO_POINT)));
    if (nested) {
      fields.add(
          FieldSchema.builder("n", FieldType.NESTED)
              .subField(FieldSchema.of("k", FieldType.KEYWORD))
              .subField(FieldSchema.of("l", FieldType.LONG))
              .subField(array("da", FieldType.DOUBLE))
              .subField(FieldSchema.of("b", FieldType.BOOLEAN))
              .subField(
                  FieldSchema.builder("t", FieldType.DATE)
                      .dateFormats(List.of("epoch_millis"))
                      .build())
              .subField(
                  FieldSchema.builder("m", FieldType.NESTED)
                      .subField(FieldSchema.of("k", FieldType.KEYWORD))
                      .subField(FieldSchema.of("l", FieldType.LONG))
                      .build())
              .build());
      fields.add(
          FieldSchema.builder("o", FieldType.NESTED)
              .subField(FieldSchema.of("l", FieldType.LONG))
              .subField(FieldSchema.of("g", FieldType.GEO_POINT))
              .build());
    }
    return new IndexSchema(fields, null, List.of());
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  private <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private String string() {
    return STRINGS[random.nextInt(STRINGS.length)];
  }

  private Long number() {
    return chance(0.05) ? 1L << 40 : random.nextInt(9) - 4L;
  }

  private Double real() {
    return (random.nextInt(33) - 16) / 4.0;
  }

  private GeoPoint point() {
    // No such place lies on the edge of a cell.
    return new GeoPoint(random.nextInt(30) * 2.3 - 33.1, random.nextInt(30) * 7.1 - 99.3);
  }

  private Long time() {
    return TIME + random.nextInt(40) * DAY / 2 + random.nextInt(3);
  }

  private String address() {
    return "10.0." + random.nextInt(2) + "." + random.nextInt(3);
  }

  private <T> List<Object> several(Supplier<T> one) {
    return IntStream.range(0, random.nextInt(4)).mapToObj(i -> (Object) one.get()).toList();
  }

  private void maybe(Item item, String name, Supplier<List<Object>> values) {
    if (chance(0.8)) {
      item.fields().put(name, values.get());
    }
  }

  Item row(long pk) {
    Item row = item(null, null, pk);
    maybe(row, "k", () -> List.of(string()));
    maybe(row, "ka", () -> several(this::string));
    maybe(row, "l", () -> List.of(number()));
    maybe(row, "la", () -> several(this::number));
    maybe(row, "d", () -> List.of(real()));
    maybe(row, "da", () -> several(this::real));
    maybe(row, "b", () -> List.of(random.nextBoolean()));
    maybe(row, "t", () -> List.of(time()));
    maybe(row, "ta", () -> several(this::time));
    maybe(row, "ba", () -> several(random::nextBoolean));
    maybe(row, "ip", () -> List.of(address()));
    maybe(row, "ia", () -> several(this::address));
    maybe(row, "g", () -> List.of(point()));
    maybe(row, "ga", () -> several(this::point));
    for (int i = nested ? random.nextInt(4) : 0; i > 0; i--) {
      Item child = item("n", row, pk);
      maybe(child, "n.k", () -> List.of(string()));
      maybe(child, "n.l", () -> List.of(number()));
      maybe(child, "n.da", () -> several(this::real));
      maybe(child, "n.b", () -> List.of(random.nextBoolean()));
      maybe(child, "n.t", () -> List.of(time()));
      for (int j = random.nextInt(3); j > 0; j--) {
        Item grandchild = item("n.m", child, pk);
        maybe(grandchild, "n.m.k", () -> List.of(string()));
        maybe(grandchild, "n.m.l", () -> List.of(number()));
      }
    }
    for (int i = nested ? random.nextInt(3) : 0; i > 0; i--) {
      Item child = item("o", row, pk);
      maybe(child, "o.l", () -> List.of(number()));
      maybe(child, "o.g", () -> List.of(point()));
    }
    return row;
  }

  private static Item item(String path, Item holder, long pk) {
    Item item = new Item(path, holder, pk, new HashMap<>(), new ArrayList<>());
    if (holder != null) {
      holder.children().add(item);
    }
    return item;
  }

  /** The row as a table has it. */
  static Document document(Item row) {
    List<Cell> cells = new ArrayList<>();
    row.fields()
        .forEach(
            (name, values) ->
                cells.add(
                    Rows.cell(
                        name, isArray(name) ? Value.string(json(values)) : value(values.get(0)))));
    for (String path : List.of("n", "o")) {
      String children = children(row, path);
      if (!children.equals("[]")) {
        cells.add(Rows.cell(path, children));
      }
    }
    return Rows.row(row.pk(), cells.toArray(new Cell[0]));
  }

  private static boolean isArray(String name) {
    return name.length() > 1 && name.endsWith("a");
  }

  private static String children(Item item, String path) {
    return item.children().stream()
        .filter(child -> child.path().equals(path))
        .map(RandomAggregations::object)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String object(Item item) {
    List<String> members = new ArrayList<>();
    item.fields()
        .forEach(
            (field, values) -> {
              String name = field.substring(field.lastIndexOf('.') + 1);
              members.add(
                  '"' + name + "\":" + (isArray(name) ? json(values) : json(values.get(0))));
            });
    if (!item.children().isEmpty()) {
      members.add("\"m\":" + children(item, "n.m"));
    }
    return members.stream().collect(Collectors.joining(",", "{", "}"));
  }

  private static String json(List<Object> values) {
    return values.stream()
        .map(RandomAggregations::json)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String json(Object value) {
    return value instanceof String || value instanceof GeoPoint
        ? '"' + value.toString() + '"'
        : value.toString();
  }

  private static Value value(Object value) {
    if (value instanceof Long number) {
      return Value.integer(number);
    }
    if (value instanceof Double number) {
      return Value.real(number);
    }
    return value instanceof Boolean truth ? Value.bool(truth) : Value.string(value.toString());
  }

  /** A query for rows. */
  Query query() {
    return switch (random.nextInt(nested ? 4 : 3)) {
      case 0 -> MatchAllQuery.INSTANCE;
      case 1 -> new TermQuery(chance(0.5) ? "k" : "ka", Value.string(string()));
      case 2 -> range(chance(0.5) ? "l" : "la");
      default ->
          chance(0.5)
              ? new NestedQuery("n", new TermQuery("n.k", Value.string(string())))
              : new NestedQuery("n.m", range("n.m.l"));
    };
  }

  private RangeQuery range(String field) {
    return new RangeQuery(
        field, Value.integer(random.nextInt(5) - 4), true, Value.integer(random.nextInt(6)), false);
  }

  private String name() {
    return "x" + names++;
  }

  /** Trees for all rows. */
  Aggregations trees() {
    return trees(3, false);
  }

  private Aggregations trees(int depth, boolean child) {
    List<Aggregation> metrics =
        IntStream.range(0, random.nextInt(4)).mapToObj(i -> metric()).toList();
    int most = depth == 3 ? 3 : 2;
    List<GroupBy> groups =
        IntStream.range(0, depth == 0 ? 0 : random.nextInt(most))
            .mapToObj(i -> group(depth, child))
            .toList();
    return new Aggregations(metrics, groups);
  }

  private List<String> fields(List<String> own, List<String> within) {
    List<String> fields = new ArrayList<>(own);
    if (nested) {
      fields.addAll(within);
    }
    return fields;
  }

  private String integers() {
    return any(fields(List.of("l", "la"), List.of("n.l", "n.m.l", "o.l")));
  }

  private String reals() {
    return any(fields(List.of("d", "da"), List.of("n.da")));
  }

  private String strings() {
    return any(fields(List.of("k", "ka", "ip", "ia"), List.of("n.k", "n.m.k")));
  }

  private String truths() {
    return any(fields(List.of("b", "ba"), List.of("n.b")));
  }

  private String dates() {
    return any(fields(List.of("t", "ta"), List.of("n.t")));
  }

  private String places() {
    return any(fields(List.of("g", "ga"), List.of("o.g")));
  }

  private Aggregation metric() {
    boolean whole = chance(0.5);
    String number = whole ? integers() : reals();
    Value missing = chance(0.3) ? (whole ? value(number()) : value(real())) : null;
    return switch (random.nextInt(6)) {
      case 0 ->
          new CountAggregation(
              name(), any(List.of(number, strings(), places(), truths(), dates())));
      case 1 -> new DistinctCountAggregation(name(), number, missing);
      case 2 ->
          chance(0.7)
              ? new DistinctCountAggregation(
                  name(), strings(), chance(0.3) ? value("10.0.0.9") : null)
              : new DistinctCountAggregation(name(), chance(0.5) ? truths() : dates(), null);
      case 3 ->
          new PercentilesAggregation(
              name(),
              chance(0.2) ? dates() : number,
              IntStream.range(0, 1 + random.nextInt(3))
                  .mapToObj(i -> random.nextInt(5) * 25.0)
                  .toList(),
              null);
      case 4 -> new TopRowsAggregation(name(), 1 + random.nextInt(4), Sort.by(sorter()));
      default ->
          new MetricAggregation(
              name(), any(List.of(MetricAggregation.Metric.values())), number, missing);
    };
  }

  private Sorter sorter() {
    return chance(0.5) ? new KeySort(order()) : new FieldSort("l", order());
  }

  private SortOrder order() {
    return chance(0.5) ? SortOrder.ASC : SortOrder.DESC;
  }

  private List<GroupSorter> sorters(Aggregations inner) {
    List<GroupSorter> sorters = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      List<Aggregation> numbers =
          inner.metrics().stream()
              .filter(
                  m -> !(m instanceof PercentilesAggregation) && !(m instanceof TopRowsAggregation))
              .toList();
      sorters.add(
          switch (random.nextInt(numbers.isEmpty() ? 2 : 3)) {
            case 0 -> GroupSorter.key(order());
            case 1 -> GroupSorter.rowCount(order());
            default -> GroupSorter.aggregation(any(numbers).name(), order());
          });
    }
    return sorters;
  }

  /** A field for grouping; no field of child rows within child rows. */
  private String unless(boolean child, String other, Supplier<String> some) {
    String field = some.get();
    return child && field.contains(".") ? other : field;
  }

  private Aggregations inner(int depth, boolean child, String field) {
    return trees(depth - 1, child || field.contains("."));
  }

  private GroupBy group(int depth, boolean child) {
    switch (random.nextInt(depth == 3 ? 9 : 8)) {
      case 0, 1 -> {
        String field =
            any(
                List.of(
                    unless(child, "k", this::strings),
                    unless(child, "l", this::integers),
                    unless(child, "b", this::truths),
                    unless(child, "t", this::dates),
                    "d",
                    "da",
                    "k"));
        return field(field, inner(depth, child, field));
      }
      case 2 -> {
        String field = unless(child, "d", chance(0.5) ? this::integers : this::reals);
        return new GroupByRange(
            name(),
            field,
            IntStream.range(0, 1 + random.nextInt(3)).mapToObj(i -> range()).toList(),
            inner(depth, child, field));
      }
      case 3 -> {
        return new GroupByFilter(
            name(),
            IntStream.range(0, 1 + random.nextInt(3)).mapToObj(i -> query()).toList(),
            inner(depth, child, ""));
      }
      case 4 -> {
        String field = unless(child, "g", this::places);
        return new GroupByGeoDistance(
            name(),
            field,
            new GeoPoint(1, 2),
            IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(
                    i -> new NumberRange(random.nextInt(9_000_000), random.nextInt(15_000_000)))
                .toList(),
            inner(depth, child, field));
      }
      case 5 -> {
        String field = unless(child, "da", chance(0.5) ? this::integers : this::reals);
        return histogram(field, depth == 3, inner(depth, child, field));
      }
      case 6 -> {
        String field = unless(child, "ta", this::dates);
        return dateHistogram(field, depth == 3, inner(depth, child, field));
      }
      case 7 -> {
        String field = unless(child, "ga", this::places);
        return new GroupByGeoGrid(
            name(), field, 1 + random.nextInt(12), size(), inner(depth, child, field));
      }
      default -> {
        return composite(inner(depth, child, ""));
      }
    }
  }

  private int size() {
    return 1 + random.nextInt(chance(0.5) ? 3 : 2000);
  }

  private GroupByField field(String field, Aggregations inner) {
    return new GroupByField(name(), field, size(), chance(0.2) ? 2L : null, sorters(inner), inner);
  }

  private NumberRange range() {
    double from = chance(0.2) ? Double.NEGATIVE_INFINITY : random.nextInt(10) - 5;
    double to = chance(0.2) ? Double.POSITIVE_INFINITY : random.nextInt(10) - 3;
    return new NumberRange(from, to);
  }

  /** Empty steps are asked for at one level only, or there would be too many to answer. */
  private GroupByHistogram histogram(String field, boolean empties, Aggregations inner) {
    boolean whole = field.endsWith("l") || field.equals("la");
    boolean range = chance(0.5);
    boolean empty = empties && range && chance(0.7);
    return new GroupByHistogram(
        name(),
        field,
        whole ? Value.integer(1 + random.nextInt(3)) : Value.real((1 + random.nextInt(8)) / 4.0),
        chance(0.5) ? null : whole ? Value.integer(random.nextInt(7) - 3) : Value.real(real()),
        range ? Value.integer(random.nextInt(4) - 4) : null,
        range ? Value.integer(random.nextInt(6)) : null,
        chance(0.3) ? (whole ? value(number()) : value(real())) : null,
        empty ? (Long) 0L : chance(0.3) ? (Long) 2L : null,
        sorters(inner),
        inner);
  }

  private GroupByDateHistogram dateHistogram(String field, boolean empties, Aggregations inner) {
    Unit unit =
        any(List.of(Unit.YEAR, Unit.QUARTER_YEAR, Unit.MONTH, Unit.WEEK, Unit.DAY, Unit.HOUR));
    boolean single = unit.isCalendar() || unit == Unit.WEEK;
    return new GroupByDateHistogram(
        name(),
        field,
        new DateInterval(single ? 1 : 1 + random.nextInt(3), unit),
        chance(0.5)
            ? null
            : new DateInterval(random.nextInt(7) - 3, chance(0.5) ? Unit.DAY : Unit.HOUR),
        chance(0.5) ? null : any(List.of("+08:00", "-03:30", "+00:00")),
        chance(0.4) ? value(time()) : null,
        chance(0.4) ? value(time()) : null,
        chance(0.3) ? value(time()) : null,
        empties && chance(0.4) ? (Long) 0L : null,
        sorters(inner),
        inner);
  }

  private GroupByComposite composite(Aggregations inner) {
    List<GroupBy> sources = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      List<GroupSorter> sorters = chance(0.5) ? List.of() : List.of(GroupSorter.key(order()));
      sources.add(
          switch (random.nextInt(4)) {
            case 0 ->
                source(histogram(chance(0.5) ? "la" : "da", false, Aggregations.NONE), sorters);
            case 1 ->
                source(dateHistogram(chance(0.5) ? "t" : "ta", false, Aggregations.NONE), sorters);
            default ->
                new GroupByField(
                    name(),
                    any(List.of("k", "ka", "l", "la", "d", "b", "ba", "t", "ta", "ip", "ia")),
                    10,
                    null,
                    sorters,
                    Aggregations.NONE);
          });
    }
    return new GroupByComposite(name(), sources, 1 + random.nextInt(20), null, inner);
  }

  private static GroupBy source(GroupByHistogram by, List<GroupSorter> sorters) {
    return new GroupByHistogram(
        by.name(),
        by.field(),
        by.interval(),
        by.offset(),
        by.min(),
        by.max(),
        by.missing(),
        null,
        sorters,
        by.inner());
  }

  private static GroupBy source(GroupByDateHistogram by, List<GroupSorter> sorters) {
    return new GroupByDateHistogram(
        by.name(),
        by.field(),
        by.interval(),
        by.offset(),
        by.timeZone(),
        by.min(),
        by.max(),
        by.missing(),
        null,
        sorters,
        by.inner());
  }
}

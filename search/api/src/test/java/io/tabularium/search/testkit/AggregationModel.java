/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import io.tabularium.model.Value;
import io.tabularium.search.SearchHit;
import io.tabularium.search.aggregation.Aggregation;
import io.tabularium.search.aggregation.AggregationResult;
import io.tabularium.search.aggregation.AggregationResult.CountResult;
import io.tabularium.search.aggregation.AggregationResult.DistinctCountResult;
import io.tabularium.search.aggregation.AggregationResult.MetricResult;
import io.tabularium.search.aggregation.AggregationResult.Percentile;
import io.tabularium.search.aggregation.AggregationResult.PercentilesResult;
import io.tabularium.search.aggregation.AggregationResult.TopRowsResult;
import io.tabularium.search.aggregation.AggregationResults;
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
import io.tabularium.search.aggregation.GroupByResult;
import io.tabularium.search.aggregation.GroupByResult.CompositeGroup;
import io.tabularium.search.aggregation.GroupByResult.DateHistogramGroup;
import io.tabularium.search.aggregation.GroupByResult.FieldGroup;
import io.tabularium.search.aggregation.GroupByResult.FilterGroup;
import io.tabularium.search.aggregation.GroupByResult.GeoGridGroup;
import io.tabularium.search.aggregation.GroupByResult.HistogramGroup;
import io.tabularium.search.aggregation.GroupByResult.RangeGroup;
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
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.SortOrder;
import io.tabularium.search.sort.Sorter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What aggregations mean, as plainly as it can be said: a group is a list of items, a figure is
 * computed from the list of their values.
 *
 * <p>Values are Long (LONG, and DATE in milliseconds), Double, Boolean, String (KEYWORD, and IPv4
 * addresses) and {@link GeoPoint}.
 */
final class AggregationModel {
  private static final double EARTH_RADIUS = 6_371_008.7714;
  private static final String GEO_HASH = "0123456789bcdefghjkmnpqrstuvwxyz";

  /**
   * A row or a child row.
   *
   * @param path the nested field, or {@code null} for a row
   * @param holder the item it lies in, or {@code null} for a row
   * @param pk the row's key
   * @param fields values by the full path of their fields
   * @param children the items in it, of all nested fields
   */
  record Item(
      String path, Item holder, long pk, Map<String, List<Object>> fields, List<Item> children) {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    List<Object> values(String field) {
      return fields.getOrDefault(field, List.of());
    }
  }

  private AggregationModel() {}

  /** The nested field a field lies in. */
  static String scope(String field) {
    int dot = field.lastIndexOf('.');
    return dot < 0 ? null : field.substring(0, dot);
  }

  /** The items of another kind that hold, or are held by, or are neighbours of some items. */
  static List<Item> move(List<Item> items, String to) {
    Set<Item> found = new LinkedHashSet<>();
    for (Item item : items) {
      Item at = item;
      while (at.path() != null && !(to != null && (to + ".").startsWith(at.path() + "."))) {
        at = at.holder();
      }
      within(at, to, found);
    }
    return new ArrayList<>(found);
  }

  private static void within(Item item, String path, Set<Item> found) {
    if (Objects.equals(item.path(), path)) {
      found.add(item);
      return;
    }
    for (Item child : item.children()) {
      within(child, path, found);
    }
  }

  static boolean matches(Query query, Item item) {
    if (query instanceof MatchAllQuery) {
      return true;
    }
    if (query instanceof TermQuery term) {
      return item.values(term.field()).contains(term.term().asString());
    }
    if (query instanceof RangeQuery range) {
      return item.values(range.field()).stream()
          .anyMatch(v -> (Long) v >= range.from().asLong() && (Long) v < range.to().asLong());
    }
    NestedQuery nested = (NestedQuery) query;
    return move(List.of(item), nested.path()).stream()
        .anyMatch(child -> matches(nested.query(), child));
  }

  static AggregationResults evaluate(Aggregations trees, List<Item> items) {
    return new AggregationResults(
        trees.metrics().stream().map(metric -> metric(metric, items)).toList(),
        trees.groups().stream().map(group -> group(group, items)).toList());
  }

  /** The values of all items; of one without, what stands for a missing one. */
  private static List<Object> values(List<Item> items, String field, Value missing) {
    List<Object> values = new ArrayList<>();
    for (Item item : move(items, scope(field))) {
      List<Object> own = item.values(field);
      if (!own.isEmpty()) {
        // A string or truth value that comes twice in an array is one value.
        boolean once = own.get(0) instanceof String || own.get(0) instanceof Boolean;
        values.addAll(once ? new TreeSet<>(own) : own);
      } else if (missing != null) {
        values.add(plain(missing));
      }
    }
    return values;
  }

  private static Object plain(Value value) {
    return switch (value.type()) {
      case INTEGER -> (Object) value.asLong();
      case DOUBLE -> value.asDouble();
      case BOOLEAN -> value.asBoolean();
      default -> value.asString();
    };
  }

  private static double real(Object value) {
    return ((Number) value).doubleValue();
  }

  private static AggregationResult metric(Aggregation metric, List<Item> items) {
    if (metric instanceof MetricAggregation m) {
      double[] numbers =
          values(items, m.field(), m.missing()).stream()
              .mapToDouble(AggregationModel::real)
              .toArray();
      double value =
          switch (m.metric()) {
            case SUM -> Arrays.stream(numbers).sum();
            case AVG ->
                numbers.length == 0
                    ? Double.POSITIVE_INFINITY
                    : Arrays.stream(numbers).sum() / numbers.length;
            case MIN -> Arrays.stream(numbers).min().orElse(Double.POSITIVE_INFINITY);
            case MAX -> Arrays.stream(numbers).max().orElse(Double.NEGATIVE_INFINITY);
          };
      return new MetricResult(m.name(), m.metric(), value);
    }
    if (metric instanceof CountAggregation c) {
      return new CountResult(c.name(), values(items, c.field(), null).size());
    }
    if (metric instanceof DistinctCountAggregation d) {
      return new DistinctCountResult(
          d.name(), new LinkedHashSet<>(values(items, d.field(), d.missing())).size());
    }
    if (metric instanceof PercentilesAggregation p) {
      return percentiles(p, values(items, p.field(), p.missing()));
    }
    TopRowsAggregation top = (TopRowsAggregation) metric;
    List<SearchHit> hits =
        move(items, null).stream()
            .sorted(order(top))
            .limit(top.limit())
            .map(
                row ->
                    new SearchHit(
                        Rows.rowKey(row.pk(), ""),
                        Rows.key(row.pk(), ""),
                        List.of(),
                        Float.NaN,
                        List.of(),
                        List.of()))
            .toList();
    return new TopRowsResult(top.name(), hits);
  }

  private static Comparator<Item> order(TopRowsAggregation top) {
    Comparator<Item> byKey = Comparator.comparingLong(Item::pk);
    Sorter sorter = top.sort().sorters().get(0);
    boolean down = sorter.order() == SortOrder.DESC;
    if (sorter instanceof FieldSort field) {
      Comparator<Item> byValue =
          Comparator.comparing(row -> (Long) row.values(field.field()).get(0));
      Comparator<Item> missingLast =
          Comparator.comparing(row -> row.values(field.field()).isEmpty());
      return missingLast
          .thenComparing(
              (a, b) ->
                  a.values(field.field()).isEmpty()
                      ? 0
                      : (down ? byValue.reversed() : byValue).compare(a, b))
          .thenComparing(byKey);
    }
    return down ? byKey.reversed() : byKey;
  }

  private static PercentilesResult percentiles(PercentilesAggregation p, List<Object> values) {
    List<Object> sorted = new ArrayList<>(values);
    sorted.sort(Comparator.comparingDouble(AggregationModel::real));
    List<Percentile> items = new ArrayList<>();
    if (!sorted.isEmpty()) {
      for (double percentile : p.percentiles().stream().sorted().toList()) {
        double place = percentile / 100 * (sorted.size() - 1);
        Object below = sorted.get((int) place);
        Object above = sorted.get((int) Math.ceil(place));
        double value = real(below) + (place - (int) place) * (real(above) - real(below));
        items.add(
            new Percentile(
                percentile,
                below instanceof Long ? Value.integer((long) value) : Value.real(value)));
      }
    }
    return new PercentilesResult(p.name(), items);
  }

  /** A group before it is put into an answer. */
  private record Group(Object key, List<Item> items) {}

  private static GroupByResult group(GroupBy group, List<Item> items) {
    if (group instanceof GroupByField by) {
      List<Group> groups = byKeys(items, by.field(), null, value -> value);
      List<GroupSorter> sorters =
          by.sorters().isEmpty() ? List.of(GroupSorter.rowCount(SortOrder.DESC)) : by.sorters();
      return new GroupByResult.FieldGroups(
          by.name(),
          groups.stream()
              .filter(g -> g.items().size() >= (by.minDocCount() == null ? 1 : by.minDocCount()))
              .sorted(order(sorters, by.inner()))
              .limit(by.size())
              .map(
                  g ->
                      new FieldGroup(
                          g.key().toString(), g.items().size(), evaluate(by.inner(), g.items())))
              .toList());
    }
    if (group instanceof GroupByRange by) {
      List<NumberRange> ranges = new ArrayList<>(by.ranges());
      ranges.sort(Comparator.comparing(NumberRange::from).thenComparing(NumberRange::to));
      return new GroupByResult.RangeGroups(
          by.name(),
          ranges.stream()
              .map(range -> range(range, items, by.field(), AggregationModel::real, by.inner()))
              .toList());
    }
    if (group instanceof GroupByGeoDistance by) {
      return new GroupByResult.GeoDistanceGroups(
          by.name(),
          by.ranges().stream()
              .map(
                  range ->
                      range(
                          range,
                          items,
                          by.field(),
                          place -> metres((GeoPoint) place, by.origin()),
                          by.inner()))
              .toList());
    }
    if (group instanceof GroupByFilter by) {
      List<Item> rows = move(items, null);
      return new GroupByResult.FilterGroups(
          by.name(),
          by.filters().stream()
              .map(filter -> rows.stream().filter(row -> matches(filter, row)).toList())
              .map(found -> new FilterGroup(found.size(), evaluate(by.inner(), found)))
              .toList());
    }
    if (group instanceof GroupByHistogram by) {
      return histogram(by, items);
    }
    if (group instanceof GroupByDateHistogram by) {
      return dateHistogram(by, items);
    }
    if (group instanceof GroupByGeoGrid by) {
      return grid(by, items);
    }
    GroupByComposite by = (GroupByComposite) group;
    List<CompositeGroup> all = composite(by, items);
    return new GroupByResult.CompositeGroups(
        by.name(),
        by.sources().stream().map(GroupBy::name).toList(),
        all.subList(0, Math.min(by.size(), all.size())),
        all.size() > by.size() ? "more" : null);
  }

  private static RangeGroup range(
      NumberRange range,
      List<Item> items,
      String field,
      Function<Object, Double> number,
      Aggregations inner) {
    List<Item> found =
        move(items, scope(field)).stream()
            .filter(
                item ->
                    item.values(field).stream()
                        .map(number)
                        .anyMatch(x -> x >= range.from() && x < range.to()))
            .toList();
    return new RangeGroup(range.from(), range.to(), found.size(), evaluate(inner, found));
  }

  /** A group for each key of an item's values, each item once in each. */
  private static List<Group> byKeys(
      List<Item> items, String field, Value missing, Function<Object, Object> key) {
    Map<Object, List<Item>> groups = new LinkedHashMap<>();
    for (Item item : move(items, scope(field))) {
      List<Object> values = item.values(field);
      if (values.isEmpty() && missing != null) {
        values = List.of(plain(missing));
      }
      values.stream()
          .map(key)
          .filter(Objects::nonNull)
          .distinct()
          .forEach(k -> groups.computeIfAbsent(k, x -> new ArrayList<>()).add(item));
    }
    return groups.entrySet().stream().map(e -> new Group(e.getKey(), e.getValue())).toList();
  }

  private static int compareKeys(Object a, Object b) {
    if (a instanceof Long left) {
      return Long.compare(left, (Long) b);
    }
    if (a instanceof Double left) {
      return Double.compare(left, (Double) b);
    }
    return Arrays.compareUnsigned(
        a.toString().getBytes(StandardCharsets.UTF_8),
        b.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Comparator<Group> order(List<GroupSorter> sorters, Aggregations inner) {
    Comparator<Group> byKey = (a, b) -> compareKeys(a.key(), b.key());
    Comparator<Group> order = (a, b) -> 0;
    for (GroupSorter sorter : sorters) {
      boolean down = sorter.order() == SortOrder.DESC;
      Comparator<Group> next =
          switch (sorter.by()) {
            case KEY -> down ? byKey.reversed() : byKey;
            case ROW_COUNT -> {
              Comparator<Group> byCount = Comparator.comparing(g -> g.items().size());
              yield down ? byCount.reversed() : byCount;
            }
            case AGGREGATION ->
                (a, b) -> {
                  Double left = figure(sorter.aggregation(), inner, a);
                  Double right = figure(sorter.aggregation(), inner, b);
                  if (left == null || right == null) {
                    return Boolean.compare(left == null, right == null);
                  }
                  return down ? right.compareTo(left) : left.compareTo(right);
                };
          };
      order = order.thenComparing(next);
    }
    return order.thenComparing(byKey);
  }

  private static Double figure(String name, Aggregations inner, Group group) {
    Aggregation asked =
        inner.metrics().stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
    AggregationResult result = metric(asked, group.items());
    if (result instanceof MetricResult m) {
      return Double.isInfinite(m.value()) ? null : (Double) m.value();
    }
    return result instanceof CountResult c
        ? (double) c.value()
        : (double) ((DistinctCountResult) result).value();
  }

  /** Adds steps without rows, and takes out those with too few. */
  private static List<Group> steps(
      List<Group> groups, Long minDocCount, List<? extends Object> wanted) {
    Map<Object, Group> byKey = new LinkedHashMap<>();
    if (minDocCount != null && minDocCount == 0) {
      wanted.forEach(key -> byKey.put(key, new Group(key, List.of())));
    }
    groups.forEach(g -> byKey.put(g.key(), g));
    long least = minDocCount == null ? 1 : minDocCount;
    return byKey.values().stream().filter(g -> g.items().size() >= least).toList();
  }

  private static GroupByResult histogram(GroupByHistogram by, List<Item> items) {
    double interval = real(plain(by.interval()));
    double offset = by.offset() == null ? 0 : real(plain(by.offset()));
    boolean whole = by.interval().type() == io.tabularium.model.ValueType.INTEGER;
    double min = by.min() == null ? Double.NEGATIVE_INFINITY : real(plain(by.min()));
    double max = by.max() == null ? Double.POSITIVE_INFINITY : real(plain(by.max()));
    Function<Double, Object> typed = key -> whole ? (Object) (long) (double) key : (Object) key;
    List<Group> groups =
        byKeys(
            items,
            by.field(),
            by.missing(),
            value -> {
              double key = Math.floor((real(value) - offset) / interval) * interval + offset + 0.0;
              return key < min || key > max ? null : typed.apply(key);
            });
    List<Object> between = new ArrayList<>();
    double first =
        by.min() == null
            ? groups.stream().mapToDouble(g -> real(g.key())).min().orElse(1)
            : Math.ceil((min - offset) / interval) * interval + offset;
    double last =
        by.max() == null ? groups.stream().mapToDouble(g -> real(g.key())).max().orElse(0) : max;
    boolean empties = by.minDocCount() != null && by.minDocCount() == 0;
    if (empties && (!groups.isEmpty() || (by.min() != null && by.max() != null))) {
      for (double key = first; key <= last; key += interval) {
        between.add(typed.apply(key + 0.0));
      }
    }
    return new GroupByResult.HistogramGroups(
        by.name(),
        steps(groups, by.minDocCount(), between).stream()
            .sorted(order(by.sorters(), by.inner()))
            .map(
                g ->
                    new HistogramGroup(
                        whole ? Value.integer((Long) g.key()) : Value.real((Double) g.key()),
                        g.items().size(),
                        evaluate(by.inner(), g.items())))
            .toList());
  }

  private static GroupByResult dateHistogram(GroupByDateHistogram by, List<Item> items) {
    Long min = by.min() == null ? null : (Long) begin(by, by.min().asLong());
    Long max = by.max() == null ? null : (Long) begin(by, by.max().asLong());
    List<Group> groups =
        byKeys(
            items,
            by.field(),
            by.missing(),
            value -> {
              long step = begin(by, (Long) value);
              return (min != null && step < min) || (max != null && step >= max) ? null : step;
            });
    List<Object> between = new ArrayList<>();
    if (!groups.isEmpty() || (min != null && max != null)) {
      long first =
          min != null ? min : groups.stream().mapToLong(g -> (Long) g.key()).min().orElseThrow();
      long end =
          max != null
              ? max
              : groups.stream().mapToLong(g -> (Long) g.key()).max().orElseThrow() + 1;
      for (long step = first; step < end; step = after(by, step)) {
        between.add(step);
      }
    }
    return new GroupByResult.DateHistogramGroups(
        by.name(),
        steps(groups, by.minDocCount(), between).stream()
            .sorted(order(by.sorters(), by.inner()))
            .map(
                g ->
                    new DateHistogramGroup(
                        (Long) g.key(), g.items().size(), evaluate(by.inner(), g.items())))
            .toList());
  }

  private static long shift(GroupByDateHistogram by) {
    return by.offset() == null ? 0 : by.offset().millis();
  }

  private static ZoneOffset zone(GroupByDateHistogram by) {
    return by.timeZone() == null ? ZoneOffset.UTC : ZoneOffset.of(by.timeZone());
  }

  /** Where the step of a moment begins, by the calendar. */
  private static long begin(GroupByDateHistogram by, long millis) {
    ZoneOffset zone = zone(by);
    LocalDateTime local = Instant.ofEpochMilli(millis - shift(by)).atOffset(zone).toLocalDateTime();
    DateInterval interval = by.interval();
    LocalDateTime day = local.truncatedTo(ChronoUnit.DAYS);
    LocalDateTime begin =
        switch (interval.unit()) {
          case YEAR -> day.withDayOfYear(1);
          case QUARTER_YEAR ->
              day.withDayOfMonth(1).withMonth((day.getMonthValue() - 1) / 3 * 3 + 1);
          case MONTH -> day.withDayOfMonth(1);
          case WEEK -> day.minusDays(day.getDayOfWeek().getValue() - 1L);
          default -> {
            LocalDateTime epoch = LocalDateTime.of(1970, 1, 1, 0, 0);
            long past = ChronoUnit.MILLIS.between(epoch, local);
            yield local.minus(Math.floorMod(past, interval.millis()), ChronoUnit.MILLIS);
          }
        };
    return begin.toInstant(zone).toEpochMilli() + shift(by);
  }

  private static long after(GroupByDateHistogram by, long step) {
    Unit unit = by.interval().unit();
    if (!unit.isCalendar()) {
      return step + by.interval().millis();
    }
    int months = unit == Unit.YEAR ? 12 : unit == Unit.MONTH ? 1 : 3;
    ZoneOffset zone = zone(by);
    return Instant.ofEpochMilli(step - shift(by))
            .atOffset(zone)
            .plusMonths(months)
            .toInstant()
            .toEpochMilli()
        + shift(by);
  }

  private static double metres(GeoPoint a, GeoPoint b) {
    double latitudes = Math.toRadians(a.latitude() - b.latitude()) / 2;
    double longitudes = Math.toRadians(a.longitude() - b.longitude()) / 2;
    double h =
        Math.pow(Math.sin(latitudes), 2)
            + Math.cos(Math.toRadians(a.latitude()))
                * Math.cos(Math.toRadians(b.latitude()))
                * Math.pow(Math.sin(longitudes), 2);
    return 2 * EARTH_RADIUS * Math.asin(Math.sqrt(h));
  }

  /** A cell found by halving. */
  private record Cell(String name, GeoPoint topLeft, GeoPoint bottomRight) {
    static Cell of(GeoPoint point, int precision) {
      double south = -90;
      double north = 90;
      double west = -180;
      double east = 180;
      StringBuilder name = new StringBuilder();
      boolean longitude = true;
      for (int i = 0; i < precision; i++) {
        int letter = 0;
        for (int bit = 0; bit < 5; bit++) {
          letter *= 2;
          if (longitude) {
            double middle = (west + east) / 2;
            if (point.longitude() >= middle) {
              letter++;
              west = middle;
            } else {
              east = middle;
            }
          } else {
            double middle = (south + north) / 2;
            if (point.latitude() >= middle) {
              letter++;
              south = middle;
            } else {
              north = middle;
            }
          }
          longitude = !longitude;
        }
        name.append(GEO_HASH.charAt(letter));
      }
      return new Cell(name.toString(), new GeoPoint(north, west), new GeoPoint(south, east));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static GroupByResult grid(GroupByGeoGrid by, List<Item> items) {
    return new GroupByResult.GeoGridGroups(
        by.name(),
        byKeys(items, by.field(), null, point -> Cell.of((GeoPoint) point, by.precision())).stream()
            .sorted(order(List.of(GroupSorter.rowCount(SortOrder.DESC)), by.inner()))
            .limit(by.size())
            .map(
                g -> {
                  Cell cell = (Cell) g.key();
                  return new GeoGridGroup(
                      cell.name(),
                      cell.topLeft(),
                      cell.bottomRight(),
                      g.items().size(),
                      evaluate(by.inner(), g.items()));
                })
            .toList());
  }

  /** All combinations in their order. */
  static List<CompositeGroup> composite(GroupByComposite by, List<Item> items) {
    Comparator<List<Object>> order =
        (a, b) -> {
          for (int i = 0; i < a.size(); i++) {
            boolean none = a.get(i) == null || b.get(i) == null;
            int next =
                none
                    ? Boolean.compare(b.get(i) == null, a.get(i) == null)
                    : compareKeys(a.get(i), b.get(i));
            if (next != 0) {
              return descending(by.sources().get(i)) ? -next : next;
            }
          }
          return 0;
        };
    Map<List<Object>, List<Item>> groups = new TreeMap<>(order);
    for (Item item : move(items, null)) {
      List<List<Object>> combinations = new ArrayList<>(List.of(List.of()));
      for (GroupBy source : by.sources()) {
        List<List<Object>> longer = new ArrayList<>();
        for (List<Object> combination : combinations) {
          for (Object key : keys(source, item)) {
            List<Object> next = new ArrayList<>(combination);
            next.add(key);
            longer.add(next);
          }
        }
        combinations = longer;
      }
      combinations.forEach(c -> groups.computeIfAbsent(c, x -> new ArrayList<>()).add(item));
    }
    return groups.entrySet().stream()
        .map(
            e ->
                new CompositeGroup(
                    e.getKey().stream().map(key -> key == null ? null : key.toString()).toList(),
                    e.getValue().size(),
                    evaluate(by.inner(), e.getValue())))
        .toList();
  }

  private static boolean descending(GroupBy source) {
    List<GroupSorter> sorters =
        source instanceof GroupByField f
            ? f.sorters()
            : source instanceof GroupByHistogram h
                ? h.sorters()
                : ((GroupByDateHistogram) source).sorters();
    return !sorters.isEmpty() && sorters.get(0).order() == SortOrder.DESC;
  }

  private static List<Object> keys(GroupBy source, Item item) {
    List<Object> keys = new ArrayList<>();
    if (source instanceof GroupByField f) {
      keys.addAll(new LinkedHashSet<>(item.values(f.field())));
    } else if (source instanceof GroupByHistogram h) {
      GroupByResult.HistogramGroups groups =
          (GroupByResult.HistogramGroups) histogram(h, List.of(item));
      groups.items().forEach(g -> keys.add(plain(g.key())));
    } else {
      GroupByResult.DateHistogramGroups groups =
          (GroupByResult.DateHistogramGroups)
              dateHistogram((GroupByDateHistogram) source, List.of(item));
      groups.items().forEach(g -> keys.add(g.timestamp()));
    }
    return keys.isEmpty() ? Collections.singletonList(null) : keys;
  }
}

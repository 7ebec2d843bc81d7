/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.Value;
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
import io.tabularium.search.aggregation.GroupByResult;
import io.tabularium.search.aggregation.GroupByResult.DateHistogramGroup;
import io.tabularium.search.aggregation.GroupByResult.FilterGroup;
import io.tabularium.search.aggregation.GroupByResult.HistogramGroup;
import io.tabularium.search.aggregation.GroupByResult.RangeGroup;
import io.tabularium.search.aggregation.GroupSorter;
import io.tabularium.search.aggregation.MetricAggregation;
import io.tabularium.search.aggregation.MetricAggregation.Metric;
import io.tabularium.search.aggregation.NumberRange;
import io.tabularium.search.aggregation.PercentilesAggregation;
import io.tabularium.search.aggregation.TopRowsAggregation;
import io.tabularium.search.lucene.document.DateFormats;
import io.tabularium.search.lucene.query.Operands;
import io.tabularium.search.lucene.sort.CompiledSort;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.search.query.Query;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexField;
import io.tabularium.search.sort.SortOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.document.InetAddressPoint;
import org.apache.lucene.geo.GeoEncodingUtils;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;

/** Makes nodes of the trees of a request, and reads the values in them. */
final class Compiler {
  private final AggregationContext context;
  private final Budget budget;
  private final Scopes scopes;
  private final Scorable score;
  private final Scratch scratch;
  private final Pace pace = new Pace();
  private boolean scored;
  private boolean mergeable = true;

  /** How many group-bys are around what is being made. */
  private int depth;

  /**
   * A compiler for one request.
   *
   * @param score the score of the row that is being collected
   */
  Compiler(AggregationContext context, Budget budget, Scorable score) {
    this.context = context;
    this.budget = budget;
    this.scratch = new Scratch(budget);
    this.scopes = new Scopes(context.mapping(), scratch);
    this.score = score;
  }

  /** What leads between rows and child rows. */
  Scopes scopes() {
    return scopes;
  }

  /** Whether scores are wanted. */
  boolean isScored() {
    return scored;
  }

  /** Whether trees of some segments can be merged with those of others. */
  boolean isMergeable() {
    return mergeable;
  }

  /** How many rows are to be taken in together. */
  Pace pace() {
    return pace;
  }

  /**
   * Makes the nodes of one level.
   *
   * @param scope the kind of documents there: the path of their nested field, or {@code null}
   */
  Level level(Aggregations trees, String scope) throws IOException {
    Level level = new Level();
    for (Aggregation metric : trees.metrics()) {
      MetricNode node = metric(metric);
      mergeable &= node.isMergeable();
      level.add(node, scopes.lead(scope, scopeOf(metric), node));
    }
    for (GroupBy group : trees.groups()) {
      String within = scopeOf(group);
      GroupNode node = group(group, within);
      level.add(node, scopes.lead(scope, within, node));
    }
    return level;
  }

  private IndexField field(String path) {
    return context.mapping().fields().find(path);
  }

  private String scopeOf(Aggregation metric) {
    if (metric instanceof MetricAggregation number) {
      return field(number.field()).nestedPath();
    }
    if (metric instanceof CountAggregation count) {
      return field(count.field()).nestedPath();
    }
    if (metric instanceof DistinctCountAggregation distinct) {
      return field(distinct.field()).nestedPath();
    }
    if (metric instanceof PercentilesAggregation percentiles) {
      return field(percentiles.field()).nestedPath();
    }
    return null;
  }

  private String scopeOf(GroupBy group) {
    if (group instanceof GroupByField by) {
      return field(by.field()).nestedPath();
    }
    if (group instanceof GroupByRange by) {
      return field(by.field()).nestedPath();
    }
    if (group instanceof GroupByGeoDistance by) {
      return field(by.field()).nestedPath();
    }
    if (group instanceof GroupByHistogram by) {
      return field(by.field()).nestedPath();
    }
    if (group instanceof GroupByDateHistogram by) {
      return field(by.field()).nestedPath();
    }
    if (group instanceof GroupByGeoGrid by) {
      return field(by.field()).nestedPath();
    }
    return null;
  }

  private MetricNode metric(Aggregation metric) throws IOException {
    if (metric instanceof MetricAggregation number) {
      NumberValues values = numbers(field(number.field()), false, number.missing());
      return number.metric() == Metric.MIN || number.metric() == Metric.MAX
          ? new Extreme(number, values, budget, scratch)
          : new Sum(number, values, budget, scratch);
    }
    if (metric instanceof CountAggregation count) {
      return new Count(count.name(), count.field(), isTerm(field(count.field())), budget);
    }
    if (metric instanceof DistinctCountAggregation distinct) {
      IndexField field = field(distinct.field());
      Loader hashes =
          isTerm(field)
              ? HashValues.of(field.path(), missingTerm(field, distinct.missing()), budget, pace)
              : HashValues.of(numbers(field, true, distinct.missing()));
      return new DistinctCount(distinct.name(), hashes, budget, scratch);
    }
    if (metric instanceof PercentilesAggregation percentiles) {
      IndexField field = field(percentiles.field());
      return new Percentiles(
          percentiles, field.type(), numbers(field, false, percentiles.missing()), budget, scratch);
    }
    TopRowsAggregation top = (TopRowsAggregation) metric;
    CompiledSort sort = context.sorts().compile(top.sort());
    scored |= sort.scoreField() >= 0;
    return new TopRows(
        top, sort.lucene().rewrite(context.searcher()), score, context.hits(), budget);
  }

  /** Whether values are kept as strings. */
  private static boolean isTerm(IndexField field) {
    return field.type() == FieldType.KEYWORD
        || field.type() == FieldType.BOOLEAN
        || field.type() == FieldType.IP;
  }

  private NumberValues numbers(IndexField field, boolean nanos, Value missing) {
    return new NumberValues(
        field.path(),
        field.type(),
        nanos,
        missing == null ? null : (Long) missingNumber(field, nanos, missing));
  }

  private long missingNumber(IndexField field, boolean nanos, Value missing) {
    return switch (field.type()) {
      case DATE -> {
        long date = Operands.date(missing, context.mapping().dates(field.path()));
        yield nanos ? date : date / DateFormats.NANOS_PER_MILLI;
      }
      case DOUBLE -> NumericUtils.doubleToSortableLong(finite(missing));
      case GEO_POINT -> {
        GeoPoint point = GeoPoint.parse(Operands.text(missing).utf8ToString());
        if (point == null) {
          throw Errors.searchQueryInvalid();
        }
        yield (long) GeoEncodingUtils.encodeLatitude(point.latitude()) << Integer.SIZE
            | Integer.toUnsignedLong(GeoEncodingUtils.encodeLongitude(point.longitude()));
      }
      default -> {
        Long whole = Operands.integer(missing);
        yield whole != null ? whole : (long) finite(missing);
      }
    };
  }

  private static double finite(Value value) {
    double number = Operands.real(value);
    if (!Double.isFinite(number)) {
      throw Errors.searchQueryInvalid();
    }
    return number;
  }

  private static BytesRef missingTerm(IndexField field, Value missing) {
    if (missing == null) {
      return null;
    }
    return switch (field.type()) {
      case BOOLEAN -> new BytesRef("" + Operands.truth(missing));
      case IP -> new BytesRef(InetAddressPoint.encode(Operands.address(missing)));
      default -> Operands.text(missing);
    };
  }

  private GroupNode group(GroupBy group, String scope) throws IOException {
    depth++;
    Level inner = level(group.inner(), scope);
    depth--;
    if (group instanceof GroupByField by) {
      checkSorters(by.sorters(), by.inner(), inner);
      IndexField field = field(by.field());
      boolean counted = depth == 0 && isTerm(field);
      return new FieldGroups(by, keys(field), counted, capped(by.size()), inner, budget, scratch);
    }
    if (group instanceof GroupByRange by) {
      return ranges(by, inner);
    }
    if (group instanceof GroupByFilter by) {
      return new FixedGroups<>(
          KeySources.filters(filters(by.filters())),
          inner,
          budget,
          scratch,
          by.filters(),
          (filter, count, results) -> new FilterGroup(count, results),
          items -> new GroupByResult.FilterGroups(by.name(), items));
    }
    if (group instanceof GroupByGeoDistance by) {
      NumberValues places = numbers(field(by.field()), false, null);
      return new FixedGroups<>(
          KeySources.distances(places, by.origin(), by.ranges(), scratch),
          inner,
          budget,
          scratch,
          by.ranges(),
          (range, count, results) ->
              new RangeGroup(Math.max(0, range.from()), range.to(), count, results),
          items -> new GroupByResult.GeoDistanceGroups(by.name(), items));
    }
    if (group instanceof GroupByHistogram by) {
      return histogram(by, inner);
    }
    if (group instanceof GroupByDateHistogram by) {
      return dateHistogram(by, inner);
    }
    if (group instanceof GroupByGeoGrid by) {
      GeoHash grid = new GeoHash(by.precision());
      Loader cells = KeySources.cells(numbers(field(by.field()), false, null), grid, scratch);
      return new CellGroups(by, grid, cells, capped(by.size()), inner, budget, scratch);
    }
    GroupByComposite by = (GroupByComposite) group;
    return new CombinedGroups(
        by, by.sources().stream().map(this::source).toList(), inner, budget, scratch);
  }

  private static int capped(int size) {
    return Math.min(size, Limits.SEARCH_GROUPS);
  }

  private static void checkSorters(List<GroupSorter> sorters, Aggregations trees, Level inner) {
    for (GroupSorter sorter : sorters) {
      for (int i = 0; i < trees.metrics().size(); i++) {
        if (sorter.by() == GroupSorter.By.AGGREGATION
            && trees.metrics().get(i).name().equals(sorter.aggregation())
            && !inner.metric(i).isNumber()) {
          throw Errors.searchQueryInvalid();
        }
      }
    }
  }

  private FieldKeys keys(IndexField field) {
    return isTerm(field)
        ? FieldKeys.of(terms(field), field.type())
        : FieldKeys.of(numbers(field, false, null), field.type(), scratch);
  }

  private TermValues terms(IndexField field) {
    return new TermValues(field.path(), budget, pace);
  }

  private GroupNode ranges(GroupByRange by, Level inner) {
    List<NumberRange> ranges = new ArrayList<>(by.ranges());
    ranges.sort(Comparator.comparingDouble(NumberRange::from).thenComparingDouble(NumberRange::to));
    return new FixedGroups<>(
        KeySources.ranges(numbers(field(by.field()), false, null), ranges, scratch),
        inner,
        budget,
        scratch,
        ranges,
        (range, count, results) -> new RangeGroup(range.from(), range.to(), count, results),
        items -> new GroupByResult.RangeGroups(by.name(), items));
  }

  private List<RowFilter> filters(List<Query> queries) throws IOException {
    IndexSearcher searcher = context.searcher();
    List<RowFilter> filters = new ArrayList<>();
    for (Query query : queries) {
      filters.add(
          new RowFilter(
              searcher.createWeight(
                  searcher.rewrite(context.queries().rows(query)),
                  ScoreMode.COMPLETE_NO_SCORES,
                  1)));
    }
    return filters;
  }

  private GroupNode histogram(GroupByHistogram by, Level inner) {
    checkSorters(by.sorters(), by.inner(), inner);
    NumberAxis axis = axis(by);
    return new StepGroups<>(
        by.tag(),
        KeySources.steps(numbers(field(by.field()), false, by.missing()), axis, scratch),
        axis,
        by.minDocCount(),
        new GroupOrder(by.sorters(), by.inner()),
        inner,
        budget,
        scratch,
        (step, count, results) -> new HistogramGroup(axis.key(step), count, results),
        items -> new GroupByResult.HistogramGroups(by.name(), items));
  }

  private NumberAxis axis(GroupByHistogram by) {
    return NumberAxis.of(by, field(by.field()).type() == FieldType.LONG);
  }

  private GroupNode dateHistogram(GroupByDateHistogram by, Level inner) {
    checkSorters(by.sorters(), by.inner(), inner);
    TimeAxis axis = axis(by);
    return new StepGroups<>(
        by.tag(),
        KeySources.steps(numbers(field(by.field()), false, by.missing()), axis, scratch),
        axis,
        by.minDocCount(),
        new GroupOrder(by.sorters(), by.inner()),
        inner,
        budget,
        scratch,
        DateHistogramGroup::new,
        items -> new GroupByResult.DateHistogramGroups(by.name(), items));
  }

  private TimeAxis axis(GroupByDateHistogram by) {
    return new TimeAxis(by, context.mapping().dates(by.field()));
  }

  private CompositeSource source(GroupBy source) {
    if (source instanceof GroupByField by) {
      IndexField field = field(by.field());
      TermValues terms = isTerm(field) ? terms(field) : null;
      FieldKeys keys =
          terms != null
              ? FieldKeys.of(terms, field.type())
              : FieldKeys.of(numbers(field, false, null), field.type(), scratch);
      return new CompositeSource(keys.source(), keys, null, terms, order(by.sorters()));
    }
    if (source instanceof GroupByHistogram by) {
      NumberAxis axis = axis(by);
      Loader steps =
          KeySources.steps(numbers(field(by.field()), false, by.missing()), axis, scratch);
      return new CompositeSource(steps, null, axis, null, order(by.sorters()));
    }
    GroupByDateHistogram by = (GroupByDateHistogram) source;
    TimeAxis axis = axis(by);
    Loader steps = KeySources.steps(numbers(field(by.field()), false, by.missing()), axis, scratch);
    return new CompositeSource(steps, null, axis, null, order(by.sorters()));
  }

  /** Combinations are always in the order of keys; a sorter can only turn it around. */
  private static SortOrder order(List<GroupSorter> sorters) {
    return sorters.stream()
        .filter(sorter -> sorter.by() == GroupSorter.By.KEY)
        .map(GroupSorter::order)
        .findFirst()
        .orElse(SortOrder.ASC);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import io.tabularium.search.query.BoolQuery;
import io.tabularium.search.query.ConstantScoreQuery;
import io.tabularium.search.query.ExistsQuery;
import io.tabularium.search.query.FunctionScoreQuery;
import io.tabularium.search.query.GeoBoundingBoxQuery;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.MatchPhraseQuery;
import io.tabularium.search.query.MatchQuery;
import io.tabularium.search.query.NestedQuery;
import io.tabularium.search.query.PrefixQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.query.SuffixQuery;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.query.TermsQuery;
import io.tabularium.search.query.WildcardQuery;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.KeySort;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortMode;
import io.tabularium.search.sort.SortOrder;
import io.tabularium.search.sort.Sorter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the contract means, as plainly as it can be said: rows are maps from fields to lists of
 * typed values, a query is a predicate, a sort a comparator. Texts are words between blanks.
 *
 * <p>Values are Long, Double, Boolean, String and {@link GeoPoint}; a text's are its words.
 */
final class SearchModel {
  /**
   * A row.
   *
   * @param pk its key
   * @param fields its values; of a text, each text is one value
   * @param children its child rows in order
   */
  record ModelRow(
      long pk, Map<String, List<Object>> fields, List<Map<String, List<Object>>> children) {}

  static final String CHILDREN = "n";

  private final Map<Long, ModelRow> rows = new TreeMap<>();

  void put(ModelRow row) {
    rows.put(row.pk(), row);
  }

  void delete(long pk) {
    rows.remove(pk);
  }

  /** The keys of the rows a query finds, in the order of a sort. */
  List<Long> find(Query query, Sort sort) {
    Comparator<ModelRow> order = null;
    for (Sorter sorter : sort.sorters()) {
      Comparator<ModelRow> next = comparator(sorter);
      order = order == null ? next : order.thenComparing(next);
    }
    Comparator<ModelRow> byKey = Comparator.comparingLong(ModelRow::pk);
    order = order == null ? byKey : order.thenComparing(byKey);
    return rows.values().stream()
        .filter(row -> matches(query, row, row.fields()))
        .sorted(order)
        .map(ModelRow::pk)
        .toList();
  }

  private static boolean matches(Query query, ModelRow row, Map<String, List<Object>> scope) {
    if (query instanceof MatchAllQuery) {
      return true;
    }
    if (query instanceof BoolQuery bool) {
      return bool.must().stream().allMatch(q -> matches(q, row, scope))
          && bool.filter().stream().allMatch(q -> matches(q, row, scope))
          && bool.mustNot().stream().noneMatch(q -> matches(q, row, scope))
          && bool.should().stream().filter(q -> matches(q, row, scope)).count()
              >= bool.requiredShoulds();
    }
    if (query instanceof ConstantScoreQuery constant) {
      return matches(constant.filter(), row, scope);
    }
    if (query instanceof FunctionScoreQuery function) {
      return matches(function.query(), row, scope);
    }
    if (query instanceof NestedQuery nested) {
      return row.children().stream().anyMatch(child -> matches(nested.query(), row, child));
    }
    return leaf(query, scope);
  }

  private static boolean leaf(Query query, Map<String, List<Object>> scope) {
    if (query instanceof ExistsQuery exists) {
      return scope.containsKey(exists.field()) && !scope.get(exists.field()).isEmpty();
    }
    if (query instanceof TermQuery term) {
      return any(scope, term.field(), v -> equal(v, term.term()));
    }
    if (query instanceof TermsQuery terms) {
      return any(
          scope, terms.field(), v -> terms.terms().stream().anyMatch(term -> equal(v, term)));
    }
    if (query instanceof RangeQuery range) {
      return any(scope, range.field(), v -> within(v, range));
    }
    if (query instanceof PrefixQuery prefix) {
      return any(scope, prefix.field(), v -> v.toString().startsWith(prefix.prefix()));
    }
    if (query instanceof SuffixQuery suffix) {
      return any(scope, suffix.field(), v -> v.toString().endsWith(suffix.suffix()));
    }
    if (query instanceof WildcardQuery wildcard) {
      String regex =
          wildcard
              .pattern()
              .chars()
              .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote("" + (char) c))
              .collect(Collectors.joining());
      return any(scope, wildcard.field(), v -> v.toString().matches(regex));
    }
    if (query instanceof MatchQuery match) {
      List<String> words = words(match.text());
      long found = words.stream().filter(word -> any(scope, match.field(), word::equals)).count();
      int minimum =
          match.minimumShouldMatch() == null
              ? 1
              : Math.max(1, match.minimumShouldMatch().of(words.size()));
      return !words.isEmpty()
          && found >= (match.operator() == MatchQuery.Operator.AND ? words.size() : minimum);
    }
    if (query instanceof MatchPhraseQuery phrase) {
      List<String> words = words(phrase.text());
      return !words.isEmpty()
          && scope.getOrDefault(phrase.field(), List.of()).stream()
              .anyMatch(text -> (" " + text + " ").contains(" " + String.join(" ", words) + " "));
    }
    if (query instanceof GeoBoundingBoxQuery box) {
      return any(
          scope,
          box.field(),
          v ->
              ((GeoPoint) v).latitude() <= box.topLeft().latitude()
                  && ((GeoPoint) v).latitude() >= box.bottomRight().latitude()
                  && ((GeoPoint) v).longitude() >= box.topLeft().longitude()
                  && ((GeoPoint) v).longitude() <= box.bottomRight().longitude());
    }
    throw new IllegalArgumentException("the model does not know " + query);
  }

  /** Texts are in the field {@code w}; their single values are words. */
  private static boolean any(
      Map<String, List<Object>> scope, String field, Predicate<Object> predicate) {
    List<Object> values = scope.getOrDefault(field, List.of());
    if (field.equals("w")) {
      return values.stream().flatMap(v -> words(v.toString()).stream()).anyMatch(predicate);
    }
    return values.stream().anyMatch(predicate);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(" ")).filter(w -> !w.isEmpty()).toList();
  }

  private static boolean equal(Object value, Value operand) {
    return compare(value, operand) == 0;
  }

  private static boolean within(Object value, RangeQuery range) {
    if (range.from() != null) {
      int order = compare(value, range.from());
      if (order < 0 || (order == 0 && !range.includeFrom())) {
        return false;
      }
    }
    if (range.to() != null) {
      int order = compare(value, range.to());
      return order < 0 || (order == 0 && range.includeTo());
    }
    return true;
  }

  /** Small numbers only, so that doubles compare exactly. */
  private static int compare(Object value, Value operand) {
    if (value instanceof Long || value instanceof Double) {
      double number =
          operand.type() == ValueType.INTEGER
              ? operand.asLong()
              : operand.type() == ValueType.DOUBLE
                  ? operand.asDouble()
                  : Double.parseDouble(operand.asString());
      return Double.compare(((Number) value).doubleValue() + 0.0, number + 0.0);
    }
    if (value instanceof Boolean truth) {
      return Boolean.compare(truth, Boolean.parseBoolean(operand.toString()));
    }
    return Value.string(value.toString()).compareSameType(Value.string(operand.toString()));
  }

  private static Comparator<ModelRow> comparator(Sorter sorter) {
    if (sorter instanceof KeySort) {
      Comparator<ModelRow> byKey = Comparator.comparingLong(ModelRow::pk);
      return sorter.order() == SortOrder.ASC ? byKey : byKey.reversed();
    }
    FieldSort sort = (FieldSort) sorter;
    return (a, b) -> {
      Comparable<Object> x = sortValue(a, sort);
      Comparable<Object> y = sortValue(b, sort);
      if (x == null || y == null) {
        int order = x == null ? (y == null ? 0 : 1) : -1;
        return sort.missingFirst() ? -order : order;
      }
      int order = x.compareTo(y);
      return sort.order() == SortOrder.ASC ? order : -order;
    };
  }

  @SuppressWarnings("unchecked")
  private static Comparable<Object> sortValue(ModelRow row, FieldSort sort) {
    Comparable<Object> value = picked(row, sort.field(), sort);
    for (String missing : sort.missingFields()) {
      if (value == null) {
        value = picked(row, missing, sort);
      }
    }
    if (value == null && !sort.missingFirst() && !sort.missingLast()) {
      Value missing = sort.missingValue();
      Object typed =
          missing.type() == ValueType.INTEGER
              ? (Object) missing.asLong()
              : missing.type() == ValueType.DOUBLE
                  ? (Object) missing.asDouble()
                  : missing.asString();
      if (sort.effectiveMode() == SortMode.AVG && typed instanceof Number number) {
        typed = number.doubleValue();
      }
      value = (Comparable<Object>) typed;
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private static Comparable<Object> picked(ModelRow row, String field, FieldSort sort) {
    List<Object> values = new ArrayList<>();
    if (field.startsWith(CHILDREN + ".")) {
      for (Map<String, List<Object>> child : row.children()) {
        if (sort.nestedFilter() == null || matches(sort.nestedFilter().filter(), row, child)) {
          values.addAll(child.getOrDefault(field, List.of()));
        }
      }
    } else {
      values.addAll(row.fields().getOrDefault(field, List.of()));
    }
    if (values.isEmpty()) {
      return null;
    }
    List<Comparable<Object>> sorted =
        values.stream().map(v -> (Comparable<Object>) v).sorted().toList();
    return switch (sort.effectiveMode()) {
      case MIN -> sorted.get(0);
      case MAX -> sorted.get(sorted.size() - 1);
      case AVG ->
          (Comparable<Object>)
              (Object)
                  (values.stream().mapToDouble(v -> ((Number) v).doubleValue()).sum()
                      / values.size());
    };
  }
}

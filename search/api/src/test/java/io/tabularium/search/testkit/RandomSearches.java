/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import io.tabularium.model.Value;
import io.tabularium.search.Document;
import io.tabularium.search.query.BoolQuery;
import io.tabularium.search.query.ConstantScoreQuery;
import io.tabularium.search.query.ExistsQuery;
import io.tabularium.search.query.FunctionScoreQuery;
import io.tabularium.search.query.GeoBoundingBoxQuery;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.MatchPhraseQuery;
import io.tabularium.search.query.MatchQuery;
import io.tabularium.search.query.MinimumShouldMatch;
import io.tabularium.search.query.NestedQuery;
import io.tabularium.search.query.PrefixQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.query.SuffixQuery;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.query.TermsQuery;
import io.tabularium.search.query.WildcardQuery;
import io.tabularium.search.schema.Analyzer;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.KeySort;
import io.tabularium.search.sort.NestedFilter;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortMode;
import io.tabularium.search.sort.SortOrder;
import io.tabularium.search.sort.Sorter;
import io.tabularium.search.testkit.SearchModel.ModelRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Random rows and requests over one schema, with few different values, so that they meet. */
final class RandomSearches {
  private static final String[] STRINGS = {"a", "ab", "abc", "b", "ba", "c", "表", "表格"};

  private final Random random;
  private final boolean nested;

  RandomSearches(Random random, boolean nested) {
    this.random = random;
    this.nested = nested;
  }

  IndexSchema schema() {
    List<FieldSchema> fields =
        new ArrayList<>(
            List.of(
                FieldSchema.of("k", FieldType.KEYWORD),
                FieldSchema.builder("ka", FieldType.KEYWORD).array(true).build(),
                FieldSchema.of("l", FieldType.LONG),
                FieldSchema.builder("la", FieldType.LONG).array(true).build(),
                FieldSchema.of("d", FieldType.DOUBLE),
                FieldSchema.of("b", FieldType.BOOLEAN),
                FieldSchema.of("f", FieldType.FUZZY_KEYWORD),
                FieldSchema.of("g", FieldType.GEO_POINT),
                FieldSchema.builder("w", FieldType.TEXT)
                    .analyzer(Analyzer.of(Analyzer.Kind.SPLIT))
                    .build()));
    if (nested) {
      fields.add(
          FieldSchema.builder("n", FieldType.NESTED)
              .subField(FieldSchema.of("k", FieldType.KEYWORD))
              .subField(FieldSchema.of("l", FieldType.LONG))
              .build());
    }
    return new IndexSchema(fields, null, List.of());
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  private String string() {
    return STRINGS[random.nextInt(STRINGS.length)];
  }

  private long number() {
    return random.nextInt(9) - 4L;
  }

  private double real() {
    return (random.nextInt(9) - 4) / 2.0;
  }

  private String text() {
    return IntStream.range(0, 1 + random.nextInt(4))
        .mapToObj(i -> string())
        .collect(Collectors.joining(" "));
  }

  private GeoPoint point() {
    // Half-way between the bounds boxes use, which rounding could move points over.
    return new GeoPoint(random.nextInt(5) + 0.5, random.nextInt(5) + 0.5);
  }

  private List<Object> several(Supplier<Object> one) {
    return IntStream.range(0, random.nextInt(4)).mapToObj(i -> one.get()).distinct().toList();
  }

  ModelRow row(long pk) {
    Map<String, List<Object>> fields = new HashMap<>();
    maybe(fields, "k", () -> List.of(string()));
    maybe(fields, "ka", () -> several(this::string));
    maybe(fields, "l", () -> List.of(number()));
    maybe(fields, "la", () -> several(this::number));
    maybe(fields, "d", () -> List.of(real()));
    maybe(fields, "b", () -> List.of(random.nextBoolean()));
    maybe(fields, "f", () -> List.of(string()));
    maybe(fields, "g", () -> List.of(point()));
    maybe(fields, "w", () -> List.of(text()));
    List<Map<String, List<Object>>> children = new ArrayList<>();
    for (int i = nested ? random.nextInt(4) : 0; i > 0; i--) {
      Map<String, List<Object>> child = new HashMap<>();
      maybe(child, "n.k", () -> List.of(string()));
      maybe(child, "n.l", () -> List.of(number()));
      children.add(child);
    }
    return new ModelRow(pk, fields, children);
  }

  private void maybe(Map<String, List<Object>> fields, String name, Supplier<List<Object>> values) {
    if (chance(0.8)) {
      fields.put(name, values.get());
    }
  }

  /** The row as a table has it. */
  static Document document(ModelRow row) {
    List<io.tabularium.model.Cell> cells = new ArrayList<>();
    row.fields()
        .forEach(
            (name, values) -> {
              if (name.length() > 1) {
                cells.add(
                    Rows.cell(
                        name,
                        values.stream()
                            .map(RandomSearches::json)
                            .collect(Collectors.joining(", ", "[", "]"))));
              } else {
                cells.add(Rows.cell(name, value(values.get(0))));
              }
            });
    if (!row.children().isEmpty()) {
      cells.add(
          Rows.cell(
              "n",
              row.children().stream()
                  .map(
                      child ->
                          child.entrySet().stream()
                              .map(
                                  e ->
                                      json(e.getKey().substring(2))
                                          + ":"
                                          + json(e.getValue().get(0)))
                              .collect(Collectors.joining(",", "{", "}")))
                  .collect(Collectors.joining(",", "[", "]"))));
    }
    return Rows.row(row.pk(), cells.toArray(new io.tabularium.model.Cell[0]));
  }

  private static String json(Object value) {
    return value instanceof String text ? '"' + text + '"' : value.toString();
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

  Query query() {
    return query(4, false);
  }

  private Query query(int depth, boolean child) {
    if (depth > 0 && chance(0.5)) {
      return switch (random.nextInt(nested && !child ? 5 : 4)) {
        case 0, 1 ->
            new BoolQuery(
                clauses(depth, child),
                clauses(depth, child),
                clauses(depth, child),
                clauses(depth, child),
                chance(0.5) ? null : (Integer) random.nextInt(3));
        case 2 -> new ConstantScoreQuery(query(depth - 1, child));
        case 3 -> new FunctionScoreQuery(query(depth - 1, child), child ? "n.l" : "l");
        default -> new NestedQuery("n", query(depth - 1, true));
      };
    }
    return child ? childLeaf() : leaf();
  }

  private List<Query> clauses(int depth, boolean child) {
    return IntStream.range(0, Math.max(0, random.nextInt(5) - 2))
        .mapToObj(i -> query(depth - 1, child))
        .toList();
  }

  private Query childLeaf() {
    return switch (random.nextInt(4)) {
      case 0 -> new TermQuery("n.k", Value.string(string()));
      case 1 -> range("n.l");
      case 2 -> new ExistsQuery(chance(0.5) ? "n.k" : "n.l");
      default -> new TermsQuery("n.l", operands(() -> Value.integer(number())));
    };
  }

  private List<Value> operands(Supplier<Value> one) {
    return IntStream.range(0, 1 + random.nextInt(20)).mapToObj(i -> one.get()).toList();
  }

  private Query leaf() {
    String string = chance(0.5) ? "k" : "ka";
    String number = chance(0.5) ? "l" : "la";
    return switch (random.nextInt(20)) {
      case 0 -> MatchAllQuery.INSTANCE;
      case 1 -> new TermQuery(string, Value.string(string()));
      case 2 -> new TermQuery(number, numberOperand());
      case 3 -> new TermQuery("d", Value.real(real()));
      case 4 -> new TermQuery("b", Value.bool(random.nextBoolean()));
      case 5 -> new TermQuery("f", Value.string(string()));
      case 6 -> new TermsQuery(string, operands(() -> Value.string(string())));
      case 7 -> new TermsQuery(number, operands(this::numberOperand));
      case 8 -> new TermsQuery("d", operands(() -> Value.real(real())));
      case 9 -> range(number);
      case 10 -> range("d");
      case 11 -> stringRange(string);
      case 12 -> new PrefixQuery(chance(0.5) ? string : "f", string());
      case 13 -> new SuffixQuery("f", string());
      case 14 -> new WildcardQuery(chance(0.5) ? string : "f", pattern());
      case 15 ->
          new MatchQuery(
              "w",
              text(),
              chance(0.5) ? MatchQuery.Operator.AND : MatchQuery.Operator.OR,
              chance(0.5) ? null : MinimumShouldMatch.parse(minimum()),
              1);
      case 16 -> new MatchPhraseQuery("w", text(), 0, 1);
      case 17 -> new TermQuery("w", Value.string(string()));
      case 18 ->
          new GeoBoundingBoxQuery(
              "g",
              new GeoPoint(random.nextInt(3) + 3, random.nextInt(3)),
              new GeoPoint(random.nextInt(3), random.nextInt(3) + 3));
      default ->
          new ExistsQuery(
              new String[] {"k", "ka", "l", "la", "d", "b", "f", "g", "w"}[random.nextInt(9)]);
    };
  }

  private String minimum() {
    int number = random.nextInt(5) - 2;
    return switch (random.nextInt(3)) {
      case 0 -> "" + number;
      case 1 -> 30 * number + "%";
      default -> "1<" + 30 * number + "%";
    };
  }

  private Value numberOperand() {
    return switch (random.nextInt(3)) {
      case 0 -> Value.integer(number());
      case 1 -> Value.real(real());
      default -> Value.string("" + number());
    };
  }

  private String pattern() {
    StringBuilder pattern = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      pattern.append(
          switch (random.nextInt(3)) {
            case 0 -> "*";
            case 1 -> "?";
            default -> string();
          });
    }
    return pattern.toString();
  }

  private RangeQuery range(String field) {
    return new RangeQuery(
        field,
        chance(0.7) ? numberOperand() : null,
        random.nextBoolean(),
        chance(0.7) ? numberOperand() : null,
        random.nextBoolean());
  }

  private RangeQuery stringRange(String field) {
    return new RangeQuery(
        field,
        chance(0.7) ? Value.string(string()) : null,
        random.nextBoolean(),
        chance(0.7) ? Value.string(string()) : null,
        random.nextBoolean());
  }

  Sort sort() {
    List<Sorter> sorters = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0 || (nested && sorters.isEmpty()); i--) {
      sorters.add(sorter());
    }
    return new Sort(sorters, false);
  }

  private Sorter sorter() {
    SortOrder order = chance(0.5) ? SortOrder.ASC : SortOrder.DESC;
    if (chance(0.1)) {
      return new KeySort(order);
    }
    boolean string = chance(0.4);
    boolean child = nested && chance(0.3);
    String name = child ? (string ? "n.k" : "n.l") : string ? "k" : "l";
    if (!child && chance(0.5)) {
      name += "a";
    }
    if (!string && !child && chance(0.2)) {
      name = "d";
    }
    SortMode mode =
        switch (random.nextInt(string ? 3 : 4)) {
          case 0 -> null;
          case 1 -> SortMode.MIN;
          case 2 -> SortMode.MAX;
          default -> SortMode.AVG;
        };
    Value missing =
        switch (random.nextInt(4)) {
          case 0 -> null;
          case 1 -> Value.string(FieldSort.FIRST);
          case 2 -> Value.string(FieldSort.LAST);
          default ->
              string
                  ? Value.string(string())
                  : name.equals("d") ? Value.real(real()) : Value.integer(number());
        };
    List<String> others = new ArrayList<>();
    for (int i = name.equals("d") ? 0 : random.nextInt(3); i > 0; i--) {
      others.add((string ? "k" : "l") + (chance(0.3) ? "a" : ""));
    }
    NestedFilter filter = child && chance(0.5) ? new NestedFilter("n", query(1, true)) : null;
    return new FieldSort(name, order, mode, filter, others, missing);
  }
}

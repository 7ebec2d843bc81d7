/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.Comparator;
import io.tabularium.model.Filter;
import io.tabularium.model.Value;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Compiled filters agree with the definition written down as plainly as possible. */
class FilterModelTest {

  @Property(tries = 3000)
  void compiledFiltersAgreeWithTheDefinition(
      @ForAll("filters") Filter filter, @ForAll("rows") TestRow row) {
    assertThat(CompiledFilter.of(filter).accepts(row)).isEqualTo(holds(filter, row));
  }

  private static boolean holds(Filter filter, TestRow row) {
    if (filter instanceof Filter.Composite composite) {
      List<Boolean> outcomes =
          composite.children().stream().map(child -> holds(child, row)).toList();
      return switch (composite.operator()) {
        case NOT -> !outcomes.get(0);
        case AND -> !outcomes.contains(false);
        case OR -> outcomes.contains(true);
      };
    }
    Filter.SingleColumn test = (Filter.SingleColumn) filter;
    List<Value> values =
        row.key().containsKey(test.column())
            ? List.of(row.key().get(test.column()))
            : row.columns().getOrDefault(test.column(), List.of());
    if (test.comparator() == Comparator.EXIST) {
      return !values.isEmpty();
    }
    if (test.comparator() == Comparator.NOT_EXIST) {
      return values.isEmpty();
    }
    if (values.isEmpty()) {
      return !test.filterIfMissing();
    }
    List<Value> considered = test.latestVersionOnly() ? values.subList(0, 1) : values;
    return considered.stream().anyMatch(value -> matches(test, value));
  }

  private static boolean matches(Filter.SingleColumn test, Value value) {
    if (value.type() != test.value().type()) {
      return false;
    }
    int order = value.compareSameType(test.value());
    return switch (test.comparator()) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case GREATER_THAN -> order > 0;
      case GREATER_EQUAL -> order >= 0;
      case LESS_THAN -> order < 0;
      case LESS_EQUAL -> order <= 0;
      case EXIST, NOT_EXIST -> throw new AssertionError();
    };
  }

  @Provide
  Arbitrary<Filter> filters() {
    return filters(3);
  }

  private static Arbitrary<Filter> filters(int depth) {
    Arbitrary<Filter> leaves =
        Combinators.combine(
                Arbitraries.of(Comparator.values()),
                columns(),
                values(),
                Arbitraries.of(true, false),
                Arbitraries.of(true, false))
            .as(
                (comparator, column, value, filterIfMissing, latest) ->
                    new Filter.SingleColumn(
                        comparator, column, value, filterIfMissing, latest, null));
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<List<Filter>> children = filters(depth - 1).list().ofMinSize(2).ofMaxSize(3);
    return Arbitraries.oneOf(
        leaves,
        filters(depth - 1).map(child -> Filters.not(child)),
        children.map(list -> new Filter.Composite(Filter.LogicalOperator.AND, list)),
        children.map(list -> new Filter.Composite(Filter.LogicalOperator.OR, list)));
  }

  @Provide
  Arbitrary<TestRow> rows() {
    Arbitrary<Map<String, List<Value>>> attributes =
        Arbitraries.maps(Arbitraries.of("a", "b", "c"), values().list().ofMinSize(1).ofMaxSize(3))
            .ofMaxSize(3);
    return Combinators.combine(values(), attributes)
        .as((key, columns) -> new TestRow(Map.of("pk", key), columns));
  }

  private static Arbitrary<String> columns() {
    return Arbitraries.of("pk", "a", "b", "c", "never");
  }

  private static Arbitrary<Value> values() {
    return Arbitraries.of(
        Value.integer(-1),
        Value.integer(0),
        Value.integer(1),
        Value.real(-1),
        Value.real(1),
        Value.bool(false),
        Value.bool(true),
        Value.string(""),
        Value.string("a"),
        Value.string("ab"),
        Value.blob(new byte[] {'a'}),
        Value.blob(new byte[] {(byte) 0xff}));
  }
}

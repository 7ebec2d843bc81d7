/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Comparator;
import io.tabularium.model.Errors;
import io.tabularium.model.Filter;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A {@link Filter} ready to be asked about many rows: names are bytes, regular expressions are
 * compiled. Immutable and thread-safe.
 *
 * <p>What a filter sees is up to the {@link FilterInput}: a read shows it the cells it selected, a
 * write's condition the whole stored row.
 */
final class CompiledFilter {
  private sealed interface Node {
    boolean accepts(FilterInput input);
  }

  private record Not(Node child) implements Node {
    @Override
    public boolean accepts(FilterInput input) {
      return !child.accepts(input);
    }
  }

  private record And(List<Node> children) implements Node {
    @Override
    public boolean accepts(FilterInput input) {
      for (int i = 0; i < children.size(); i++) {
        if (!children.get(i).accepts(input)) {
          return false;
        }
      }
      return true;
    }
  }

  private record Or(List<Node> children) implements Node {
    @Override
    public boolean accepts(FilterInput input) {
      for (int i = 0; i < children.size(); i++) {
        if (children.get(i).accepts(input)) {
          return true;
        }
      }
      return false;
    }
  }

  private record Column(Filter.SingleColumn test, ByteSlice name, Transfer transfer)
      implements Node {

    @Override
    public boolean accepts(FilterInput input) {
      // NOT_EXIST is the opposite of EXIST: no version may match.
      boolean expected = test.comparator() != Comparator.NOT_EXIST;
      Value key = input.keyColumn(name);
      if (key != null) {
        return matches(key) == expected;
      }
      List<Value> versions = input.versions(name);
      if (versions.isEmpty()) {
        return switch (test.comparator()) {
          case EXIST -> false;
          case NOT_EXIST -> true;
          default -> !test.filterIfMissing();
        };
      }
      return anyMatches(versions) == expected;
    }

    private boolean anyMatches(List<Value> versions) {
      int count = test.latestVersionOnly() ? 1 : versions.size();
      for (int i = 0; i < count; i++) {
        if (matches(versions.get(i))) {
          return true;
        }
      }
      return false;
    }

    /** For NOT_EXIST this answers what EXIST would. */
    private boolean matches(Value value) {
      boolean existence =
          test.comparator() == Comparator.EXIST || test.comparator() == Comparator.NOT_EXIST;
      if (existence) {
        return transfer == null || transfer.matches(value);
      }
      Value compared = transfer == null ? value : transfer.apply(value);
      return compared != null
          && compared.type() == test.value().type()
          && test.comparator().accepts(compare(compared, test.value()));
    }

    private static int compare(Value left, Value right) {
      if (left.type() == ValueType.DOUBLE) {
        // By value: unlike in Double.compare the two zeros are the same number.
        double a = left.asDouble();
        double b = right.asDouble();
        return a < b ? -1 : a > b ? 1 : 0;
      }
      return left.compareSameType(right);
    }
  }

  private final Node root;
  private final Set<ByteSlice> columns;

  private CompiledFilter(Node root, Set<ByteSlice> columns) {
    this.root = root;
    this.columns = columns;
  }

  /**
   * Compiles a filter that {@link FilterRules} has found well formed and that is not a pagination.
   *
   * @throws io.tabularium.model.ServiceException if a regular expression is none or too large
   */
  static CompiledFilter of(Filter filter) {
    Set<ByteSlice> columns = new LinkedHashSet<>();
    return new CompiledFilter(compile(filter, columns), columns);
  }

  private static Node compile(Filter filter, Set<ByteSlice> columns) {
    if (filter instanceof Filter.SingleColumn test) {
      ByteSlice name = ByteSlice.utf8(test.column());
      columns.add(name);
      return new Column(test, name, test.transfer() == null ? null : Transfer.of(test.transfer()));
    }
    if (filter instanceof Filter.Composite composite) {
      List<Node> children =
          composite.children().stream().map(child -> compile(child, columns)).toList();
      return switch (composite.operator()) {
        case NOT -> new Not(children.get(0));
        case AND -> new And(children);
        case OR -> new Or(children);
      };
    }
    throw Errors.invalidSubFilterType(FilterRules.PAGINATION);
  }

  /** Whether the row passes. */
  boolean accepts(FilterInput input) {
    return root.accepts(input);
  }

  /** The columns the filter looks at, key columns among them. */
  Set<ByteSlice> columns() {
    return columns;
  }
}

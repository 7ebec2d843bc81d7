/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.Limits;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.Row;
import io.tabularium.search.ColumnSelection;
import io.tabularium.search.SearchHit;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.SearchResult;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.sort.KeySort;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What an index and its table have different. An index follows its table a moment later, so rows
 * that differ are looked at again after a moment, and those that have come to agree do not count.
 *
 * @param rowsInTable rows of the table, the last time they were counted
 * @param rowsInIndex rows of the index, the last time they were counted
 * @param differences what is different, at most {@link #MOST} of it
 */
public record IndexComparison(long rowsInTable, long rowsInIndex, List<Difference> differences) {
  /** Differences that are told. */
  public static final int MOST = 1000;

  private static final int PAGE = 1000;
  private static final long STRETCH_BYTES = 8L << 20;
  private static final int PASSES = 4;
  private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(10);

  /** Copies the list. */
  public IndexComparison {
    differences = List.copyOf(differences);
  }

  /** What is different about a row. */
  public enum Kind {
    /** The table has it, the index does not. */
    MISSING,
    /** The index has it, the table does not. */
    SURPLUS,
    /** A column the index keeps has another value. */
    DIFFERENT
  }

  /**
   * A row that is different.
   *
   * @param kind in which way
   * @param key the row
   */
  public record Difference(Kind kind, PrimaryKey key) {}

  /** Whether they agree. */
  public boolean agrees() {
    return differences.isEmpty();
  }

  /** Compares; takes as long as reading both. */
  static IndexComparison of(LiveIndex index) {
    return of(
        index.table(),
        () -> index.definition().schema(),
        request -> index.ask(contents -> contents.search(request)),
        () -> {
          pause();
          index.expireNow();
        });
  }

  /**
   * Compares; takes as long as reading both.
   *
   * @param search searches the index
   * @param meanwhile gives the index the chance to follow its table before what differs is looked
   *     at again
   */
  static IndexComparison of(
      IndexedTable table,
      Supplier<IndexSchema> schema,
      Function<SearchRequest, SearchResult> search,
      Runnable meanwhile) {
    IndexComparison last = new Pass(table, schema.get(), search).run();
    for (int pass = 1; pass < PASSES && !last.agrees(); pass++) {
      meanwhile.run();
      IndexComparison next = new Pass(table, schema.get(), search).run();
      Set<PrimaryKey> before = new HashSet<>();
      last.differences.forEach(difference -> before.add(difference.key()));
      last =
          new IndexComparison(
              next.rowsInTable,
              next.rowsInIndex,
              next.differences.stream()
                  .filter(difference -> before.contains(difference.key()))
                  .toList());
    }
    return last;
  }

  /**
   * Reports the index and each difference in a sentence.
   *
   * @param index what the index is called
   * @return how many differences there are
   */
  long tell(String index, Consumer<String> report) {
    report.accept(
        index
            + ": "
            + rowsInTable
            + " rows in the table, "
            + rowsInIndex
            + " in the index, "
            + (agrees() ? "no difference." : differences.size() + " differences."));
    for (Difference difference : differences) {
      report.accept(
          switch (difference.kind()) {
                case MISSING -> "The index lacks ";
                case SURPLUS -> "The table lacks ";
                case DIFFERENT -> "The index has another state of ";
              }
              + difference.key()
              + ".");
    }
    return differences.size();
  }

  private static void pause() {
    try {
      Thread.sleep(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One walk along both, in the order of keys. */
  private static final class Pass {
    private final IndexedTable table;
    private final Function<SearchRequest, SearchResult> search;
    private final List<String> columns;
    private final Set<String> kept = new HashSet<>();
    private final List<Difference> differences = new ArrayList<>();
    private long rowsInTable;
    private long rowsInIndex;
    private int stretchAt;
    private IndexedTable.Stretch stretch;
    private int pageAt;
    private SearchResult page;

    private Pass(
        IndexedTable table, IndexSchema schema, Function<SearchRequest, SearchResult> search) {
      this.table = table;
      this.search = search;
      this.columns = Feeder.sourceColumns(schema, table);
      for (FieldSchema field : schema.fields()) {
        if (field.stored()) {
          kept.add(field.name());
        }
      }
    }

    private IndexComparison run() {
      ByteSlice rowKey = nextRow();
      SearchHit hit = nextHit();
      while ((rowKey != null || hit != null) && differences.size() < MOST) {
        int order = rowKey == null ? 1 : hit == null ? -1 : rowKey.compareTo(hit.rowKey());
        if (order < 0) {
          differ(Kind.MISSING, row().key());
          rowKey = nextRow();
        } else if (order > 0) {
          differ(Kind.SURPLUS, hit.key());
          hit = nextHit();
        } else {
          if (!sameColumns(row(), hit)) {
            differ(Kind.DIFFERENT, hit.key());
          }
          rowKey = nextRow();
          hit = nextHit();
        }
      }
      return new IndexComparison(rowsInTable, rowsInIndex, differences);
    }

    private void differ(Kind kind, PrimaryKey key) {
      differences.add(new Difference(kind, key));
    }

    private Row row() {
      return stretch.rows().get(stretchAt - 1);
    }

    private ByteSlice nextRow() {
      while (stretch == null || stretchAt == stretch.rows().size()) {
        if (stretch != null && stretch.next() == null) {
          return null;
        }
        ByteSlice from = stretch == null ? ByteSlice.EMPTY : stretch.next();
        List<String> wanted = columns.size() > Limits.COLUMNS_TO_GET ? List.of() : columns;
        stretch = table.walk(from, wanted, PAGE, STRETCH_BYTES);
        stretchAt = 0;
      }
      rowsInTable++;
      return stretch.rowKeys().get(stretchAt++);
    }

    private SearchHit nextHit() {
      while (page == null || pageAt == page.hits().size()) {
        if (page != null && page.next() == null) {
          return null;
        }
        SearchRequest request =
            SearchRequest.of(MatchAllQuery.INSTANCE)
                .sort(Sort.by(new KeySort(SortOrder.ASC)))
                .limit(PAGE)
                .cursor(page == null ? null : page.next())
                .columns(ColumnSelection.ALL)
                .timeout(PAGE_TIMEOUT)
                .build();
        page = search.apply(request);
        pageAt = 0;
      }
      rowsInIndex++;
      return page.hits().get(pageAt++);
    }

    private boolean sameColumns(Row row, SearchHit hit) {
      Map<String, Cell> expected = new HashMap<>();
      for (Cell cell : row.cells()) {
        if (kept.contains(cell.nameText())) {
          expected.put(cell.nameText(), cell);
        }
      }
      for (Cell cell : hit.columns()) {
        Cell other = expected.remove(cell.nameText());
        if (other == null || !other.value().equals(cell.value())) {
          return false;
        }
      }
      return expected.isEmpty();
    }
  }
}

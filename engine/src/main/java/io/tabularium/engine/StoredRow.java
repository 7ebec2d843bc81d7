/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.PagedRow;
import io.tabularium.engine.row.RowCodec;
import io.tabularium.engine.row.RowImage;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace.Transaction;
import java.util.Arrays;

/**
 * A row in storage, inside a storage transaction on its partition key. Changes are gathered and
 * laid down by {@link #finish}: small rows are written whole, larger ones get a fragment until
 * there are enough of them to fold, rows past {@link RowCodec#PAGED_ROW_BYTES} are cut into pages.
 * Until then the pages in storage are those of the row as it was, so several changes of one row in
 * one transaction each see what the former did.
 */
final class StoredRow implements RowAccess {
  /** A row up to this size is written whole rather than given a fragment. */
  private static final int WRITE_WHOLE_BYTES = 4 * 1024;

  /** One in so many blind updates looks at the row after all, so that it is folded. */
  static final int BLIND_APPENDS = 32;

  /** So many fragments are folded by a write that looks at the row. */
  private static final int FOLD_FRAGMENTS = 16;

  /** Fragments of a paged row are folded into its pages once they take so many bytes. */
  private static final int FOLD_PAGED_BYTES = 32 * 1024;

  /** Pages of one row that one storage transaction may rewrite. */
  private static final int PAGES_PER_STEP = 256;

  private final Table table;
  private final Catalog catalog;
  private final Transaction transaction;
  private final byte[] key;
  private final long now;
  private final IndexChanges indexes;
  private byte[] stored;
  private boolean read;
  private byte[] head;
  private boolean replaced;
  private boolean changed;

  /**
   * A row of a table.
   *
   * @param indexes is told of changes; finished by whoever made it, after all rows
   */
  StoredRow(
      Table table,
      Catalog catalog,
      Transaction transaction,
      byte[] key,
      long now,
      IndexChanges indexes) {
    this.table = table;
    this.catalog = catalog;
    this.transaction = transaction;
    this.key = key;
    this.now = now;
    this.indexes = indexes;
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public byte[] head() {
    if (!replaced) {
      read();
    }
    return head;
  }

  private void read() {
    if (!read) {
      stored = transaction.get(Keyspace.ROWS, key);
      read = true;
      if (!replaced) {
        head = stored;
      }
    }
  }

  @Override
  public PagedRow.Pages pages() {
    return transaction::scan;
  }

  @Override
  public void replace(byte[] base) {
    replaced = true;
    changed = true;
    head = base;
  }

  @Override
  public void delete() {
    replaced = true;
    changed = true;
    head = null;
  }

  @Override
  public void append(byte[] fragment) {
    byte[] old = head();
    changed = true;
    head = old == null ? fragment : concat(old, fragment);
  }

  /** Lays the changes down in the storage transaction. */
  void finish() {
    if (!changed) {
      return;
    }
    if (indexes.any()) {
      read();
      indexes.row(key, stored, head, pages(), Long.MIN_VALUE);
    }
    if (replaced) {
      dropPages();
      if (head == null) {
        transaction.delete(Keyspace.ROWS, key);
      } else if (head.length > RowCodec.PAGED_ROW_BYTES
          || RowCodec.fragments(head, head.length) > 0) {
        transaction.put(Keyspace.ROWS, key, foldWhole(head));
      } else {
        transaction.put(Keyspace.ROWS, key, head);
      }
    } else if (stored == null) {
      transaction.put(Keyspace.ROWS, key, foldWhole(head));
    } else if (RowCodec.isPaged(stored, stored.length)) {
      if (head.length > FOLD_PAGED_BYTES || tooManyFragments()) {
        transaction.put(Keyspace.ROWS, key, foldPaged(head));
      } else {
        appendGrowth();
      }
    } else if (head.length <= WRITE_WHOLE_BYTES
        || head.length > RowCodec.PAGED_ROW_BYTES
        || tooManyFragments()) {
      transaction.put(Keyspace.ROWS, key, foldWhole(head));
    } else {
      appendGrowth();
    }
    changed = false;
  }

  private boolean tooManyFragments() {
    return RowCodec.fragments(head, head.length) >= FOLD_FRAGMENTS;
  }

  private void appendGrowth() {
    transaction.append(Keyspace.ROWS, key, Arrays.copyOfRange(head, stored.length, head.length));
  }

  private void dropPages() {
    if (table.hasPagedRows()) {
      read();
      if (stored != null && RowCodec.isPaged(stored, stored.length)) {
        PagedRow.deletePages(key, pages(), writer());
      }
    }
  }

  /**
   * Rewrites the row at once without what has expired or is beyond the table's number of versions;
   * removes it if nothing is left. Of a row in pages it looks at so many pages as one step may.
   *
   * @param from where the last step left off; empty at first
   * @return where to go on, or {@code null} when done
   */
  byte[] compact(byte[] from) {
    byte[] old = head();
    if (old == null) {
      return null;
    }
    long oldest = Selector.oldestVisible(table.options(), now);
    if (indexes.any()) {
      // At each step: between two of them the row may have been written.
      indexes.row(key, old, old, pages(), oldest);
    }
    if (RowCodec.isPaged(old, old.length)) {
      PagedRow row = new PagedRow(key, old, old.length, pages(), table.options().maxVersions());
      byte[] next = row.dropExpired(from, PAGES_PER_STEP, oldest, writer());
      if (next == null && !RowState.of(table, this, now).exists()) {
        dropPages();
        transaction.delete(Keyspace.ROWS, key);
      }
      return next;
    }
    RowImage image = new RowImage();
    image.load(old, old.length, table.options().maxVersions());
    boolean dropped = image.trim(oldest, table.options().maxVersions());
    if (!image.written() || (image.count() == 0 && image.lastWrite() < oldest)) {
      transaction.delete(Keyspace.ROWS, key);
    } else if (dropped || image.fragments() > 0) {
      transaction.put(Keyspace.ROWS, key, RowCodec.encodeBase(image, image.lastWrite()));
    }
    return null;
  }

  private byte[] foldWhole(byte[] segments) {
    RowImage image = new RowImage();
    int maxVersions = table.options().maxVersions();
    image.load(segments, segments.length, maxVersions);
    image.trim(oldestKept(), maxVersions);
    byte[] base = RowCodec.encodeBase(image, image.lastWrite());
    return base.length > RowCodec.PAGED_ROW_BYTES ? cut(image) : base;
  }

  private byte[] foldPaged(byte[] segments) {
    PagedRow row =
        new PagedRow(key, segments, segments.length, pages(), table.options().maxVersions());
    return row.fold(oldestKept(), writer());
  }

  /**
   * The oldest version that a fold keeps. With indexes it keeps all: the entries follow from what
   * is stored, so what goes has to go through {@link #compact}, which takes it out of them.
   */
  private long oldestKept() {
    return indexes.any() ? Long.MIN_VALUE : Selector.oldestVisible(table.options(), now);
  }

  private byte[] cut(RowImage image) {
    catalog.markPagedRows(table);
    // A generation is never met again on this row: pages that a lost race left behind stay unseen.
    long generation = System.nanoTime() ^ now << 20;
    return PagedRow.cut(key, image, generation, writer());
  }

  private PagedRow.PageWriter writer() {
    return new PagedRow.PageWriter() {
      @Override
      public void put(byte[] pageKey, byte[] value) {
        transaction.put(Keyspace.PAGES, pageKey, value);
      }

      @Override
      public void delete(byte[] pageKey) {
        transaction.delete(Keyspace.PAGES, pageKey);
      }
    };
  }

  static byte[] concat(byte[] a, byte[] b) {
    byte[] out = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, out, a.length, b.length);
    return out;
  }
}

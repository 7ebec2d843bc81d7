/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import io.tabularium.model.ServiceException;
import io.tabularium.search.schema.IndexSchema;
import java.time.Duration;
import java.util.List;

/**
 * The contents of one search index. Thread-safe; several threads may apply changes at a time, but
 * those of one row must come one after the other. A commit may be made meanwhile.
 *
 * <p>Changes become searchable by themselves within {@link SearchConfig#refreshInterval}, and
 * durable with {@link #commit}. After a crash the index is as it was at some commit, and {@link
 * #committedPosition} tells from where its feeder has to go on; feeding it a change again does no
 * harm, since a change carries the whole row.
 *
 * <p>All methods throw {@link SearchException}. After a change or a commit has thrown one, nothing
 * more is taken in: close the index and open it again, and go on from its committed position. Those
 * that take a request throw {@link ServiceException} for one that breaks a rule, takes too long
 * (OTSTimeout) or comes while too many others are served (OTSServerBusy).
 */
public interface SearchIndex extends AutoCloseable {
  /** The schema, added fields included. */
  IndexSchema schema();

  /**
   * Takes changes in, in their order. Values that do not fit their field are left out, the row's
   * other fields stay.
   */
  void apply(List<DocumentChange> changes);

  /**
   * Takes a longer schema on. Rows get the values of the added fields when they are next changed;
   * feeding all of them again is the caller's business. Parallel scans end.
   *
   * @param extended the schema with fields added at the end; a first nested field cannot be added
   */
  void extend(IndexSchema extended);

  /**
   * Removes rows whose newest cell is older; rows without cells stay.
   *
   * @param timestamp milliseconds; see {@link Document#timestamp}
   */
  void expire(long timestamp);

  /**
   * Tells how long ago what is taken in now happened. If that is more than two seconds, showing it
   * may take longer than {@link SearchConfig#refreshInterval}, by a quarter of the lag and by a
   * quarter of a minute at most, and taking it in is cheaper.
   *
   * @param lag not negative
   */
  void setLag(Duration lag);

  /**
   * Leaves for later what nobody waits for, such as merging files, because others need the
   * processors.
   *
   * @param time for how long from now on, unless told again
   */
  void giveWay(Duration time);

  /** Makes every change applied so far searchable before it returns. */
  void refresh();

  /**
   * Makes every change applied so far durable. Of those applied while it runs some may be, too,
   * each as a whole.
   *
   * @param position where in its feed the index stands: every change up to there has been applied.
   *     What it means is the caller's business; it is kept in the same atomic step as the contents
   */
  void commit(byte[] position);

  /**
   * Whether a commit would change anything: there are changes it would make durable, or files that
   * are there only because the last commit names them.
   */
  boolean isDirty();

  /** The position of the last commit, or {@code null} if there was none. */
  byte[] committedPosition();

  /**
   * Answers a search. A page that would hold more than {@link
   * io.tabularium.model.Limits#SEARCH_REPLY_BYTES} has only its first rows, as if fewer had been
   * asked for; it is refused where pages cannot be continued.
   *
   * @throws ServiceException as {@link RequestCheck} says, and for a cursor that is not of this
   *     index and sort
   */
  SearchResult search(SearchRequest request);

  /** Begins a parallel scan. What it will see is settled when its first page is asked for. */
  ScanSplits computeSplits();

  /**
   * One page of a parallel scan; it ends early before it grows too large or takes too long.
   *
   * @throws ServiceException as {@link RequestCheck} says; OTSSessionExpired if the scan is over or
   *     unknown, OTSQuotaExhausted if there are too many scans, OTSRowOperationConflict if another
   *     page of the same worker is being read
   */
  ScanPage scan(ScanRequest request);

  /** Ends all scans: each further page is refused as expired. */
  void expireScans();

  /** Current figures about the index. */
  IndexStatistics statistics();

  /** Ends searches and scans and releases the files, keeping what has been committed. */
  @Override
  void close();
}

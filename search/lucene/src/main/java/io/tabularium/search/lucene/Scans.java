/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.search.RequestCheck;
import io.tabularium.search.ScanPage;
import io.tabularium.search.ScanRequest;
import io.tabularium.search.ScanSplits;
import io.tabularium.search.lucene.LuceneSearchIndex.Tools;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;

/**
 * The parallel scans of an index. A scan costs nothing until its first page, which settles the view
 * all its pages are read from; when nobody has asked for a page for as long as the last request
 * said, the view is given back and its files can go.
 */
final class Scans {
  /** Rows for which one more worker is of use. */
  static final int ROWS_PER_WORKER = 500_000;

  private static final int MOST_WORKERS = 32;

  /** Scans that nobody has begun; the oldest is forgotten for a new one. */
  private static final int MOST_WAITING = 1000;

  private static final int ID_BYTES = 12;
  private static final Duration UNUSED = Duration.ofSeconds(Limits.SCAN_ALIVE_SECONDS_DEFAULT);

  private final long index;
  private final Readers readers;
  private final int rowsPerWorker;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, ScanSession> sessions = new LinkedHashMap<>();

  /** Gives views of an index. */
  @FunctionalInterface
  interface Readers {
    /** A view of what is searchable now. */
    DirectoryReader acquire() throws IOException;
  }

  Scans(long index, Readers readers, int rowsPerWorker) {
    this.index = index;
    this.readers = readers;
    this.rowsPerWorker = rowsPerWorker;
  }

  /** Begins a scan. */
  ScanSplits begin() throws IOException {
    int splits = splits();
    synchronized (this) {
      ScanSession session = create(splits, null);
      return new ScanSplits(session.id(), splits);
    }
  }

  private int splits() throws IOException {
    DirectoryReader reader = readers.acquire();
    try {
      return Math.max(1, Math.min(MOST_WORKERS, 1 + reader.numDocs() / rowsPerWorker));
    } finally {
      reader.decRef();
    }
  }

  private ScanSession create(int splits, ScanRequest anonymous) {
    List<ScanSession> waiting =
        new ArrayList<>(sessions.values().stream().filter(s -> !s.hasBegun()).toList());
    if (waiting.size() >= MOST_WAITING) {
      forget(waiting.get(0));
    }
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = Long.toHexString(index) + "-" + HexFormat.of().formatHex(bytes);
    ScanSession session = new ScanSession(id, splits, UNUSED, anonymous);
    sessions.put(id, session);
    return session;
  }

  private void forget(ScanSession session) {
    sessions.remove(session.id());
    session.close();
  }

  /** A page of a scan. */
  ScanPage page(ScanRequest request, Tools tools, Duration timeout) throws IOException {
    ScanToken token = request.token() == null ? null : ScanToken.decode(request.token());
    ScanSession session = session(request, token);
    RequestCheck.check(request, tools.mapping().fields(), session.splits());
    if (token != null
        && (!token.session().equals(session.id())
            || token.workers() != request.maxParallel()
            || token.worker() != request.parallelId())) {
      throw Errors.scanSessionExpired();
    }
    ScanPage page = session.page(request, token, tools, timeout);
    if (page == null) {
      throw Errors.scanSessionExpired();
    }
    return page;
  }

  private ScanSession session(ScanRequest request, ScanToken token) throws IOException {
    String id = request.sessionId();
    if (id == null && token != null) {
      id = token.session();
    }
    int splits = id == null ? splits() : 0;
    synchronized (this) {
      ScanSession session;
      if (id == null) {
        session = anonymous(request, splits);
      } else {
        session = sessions.get(id);
        if (session == null) {
          throw Errors.scanSessionExpired();
        }
      }
      if (!session.hasBegun()) {
        makeRoom();
        session.begin(readers.acquire());
      }
      session.touch(request.alive());
      return session;
    }
  }

  /**
   * A scan without name: workers that begin one after the other with the same query share it, so
   * that their parts are parts of one view.
   */
  private ScanSession anonymous(ScanRequest request, int splits) {
    for (ScanSession session : sessions.values()) {
      if (session.joins(request)) {
        return session;
      }
    }
    return create(splits, request);
  }

  /**
   * A scan whose rows have all been read holds its view on, as its last page may be asked for
   * again, but not when another scan needs the room.
   */
  private void makeRoom() {
    if (running() >= Limits.SCAN_SESSIONS) {
      ScanSession over =
          sessions.values().stream()
              .filter(session -> session.hasBegun() && session.hasEnded())
              .findFirst()
              .orElseThrow(Errors::scanTooMany);
      forget(over);
    }
  }

  /** How many scans hold a view. */
  synchronized int running() {
    return (int) sessions.values().stream().filter(ScanSession::hasBegun).count();
  }

  /** Ends scans that nobody asks for any more. */
  synchronized void expireIdle() {
    for (Iterator<ScanSession> all = sessions.values().iterator(); all.hasNext(); ) {
      ScanSession session = all.next();
      if (session.isIdle()) {
        all.remove();
        session.close();
      }
    }
  }

  /** Ends all scans. */
  synchronized void expire() {
    sessions.values().forEach(ScanSession::close);
    sessions.clear();
  }

  /** The bytes of a token. */
  static ByteSlice token(ScanSession session, ScanRequest request, int next) {
    return new ScanToken(session.id(), request.maxParallel(), request.parallelId(), next).encode();
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.model.Errors;
import io.tabularium.model.ServiceException;
import io.tabularium.search.SearchException;
import io.tabularium.search.SearchException.Kind;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.ExitableDirectoryReader.ExitingReaderException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.search.IndexSearcher.TooManyClauses;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;

/** Lucene's failures as the contract's. */
final class Failures {
  private Failures() {}

  /** Something that may fail the way Lucene does. */
  @FunctionalInterface
  interface Action<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /** Does something; what was being done completes the sentence "cannot …". */
  static <T> T translate(String what, Action<T> action) {
    try {
      return action.run();
    } catch (ServiceException | SearchException e) {
      throw e;
    } catch (ExitingReaderException e) {
      throw Errors.searchTimeout();
    } catch (TooManyClauses | TooComplexToDeterminizeException e) {
      throw Errors.searchQueryInvalid();
    } catch (AlreadyClosedException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException io) {
        throw of(what, io);
      }
      throw new SearchException(Kind.CLOSED, "cannot " + what + ": the index is closed", e);
    } catch (IOException e) {
      throw of(what, e);
    }
  }

  /** What a failure to read or write means. */
  static SearchException of(String what, IOException e) {
    Kind kind;
    if (e instanceof LockObtainFailedException) {
      kind = Kind.LOCKED;
    } else if (e instanceof IndexFormatTooNewException) {
      kind = Kind.UNKNOWN_FORMAT;
    } else if (e instanceof CorruptIndexException
        // What Lucene also calls a commit that does not even begin like one.
        || e instanceof IndexFormatTooOldException
        || e instanceof EOFException
        || e instanceof FileNotFoundException
        || e instanceof NoSuchFileException) {
      kind = Kind.CORRUPT;
    } else {
      kind = Kind.UNAVAILABLE;
    }
    return new SearchException(kind, "cannot " + what + ": " + e.getMessage(), e);
  }
}

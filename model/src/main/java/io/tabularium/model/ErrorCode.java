/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * Every error code a reply may carry, with its HTTP status and who is to blame. The names are the
 * protocol's; clients match them letter by letter and choose by them whether to try again.
 */
public enum ErrorCode {
  /** The request is not who or what it claims to be. */
  OTSAuthFailed(403, Blame.CLIENT),
  /** The key may not do this. */
  OTSNoPermissionAccess(403, Blame.CLIENT),
  /** A quota of the instance is used up. */
  OTSQuotaExhausted(403, Blame.CLIENT),
  /** A write's condition does not hold. */
  OTSConditionCheckFail(403, Blame.CLIENT),
  /** Something in the request is wrong. */
  OTSParameterInvalid(400, Blame.CLIENT),
  /** A primary key does not fit the table. */
  OTSInvalidPK(400, Blame.CLIENT),
  /** No such search index. */
  OTSMetaNotMatch(400, Blame.CLIENT),
  /** A scan's session has run out, or is not known; the scan has to start over. */
  OTSSessionExpired(400, Blame.CLIENT),
  /** A write lies outside the partition key of its transaction or atomic batch. */
  OTSDataOutOfRange(400, Blame.CLIENT),
  /** A transaction has written too much. */
  OTSOutOfTransactionDataSizeLimit(400, Blame.CLIENT),
  /** No such table, stream or index. */
  OTSObjectNotExist(404, Blame.CLIENT),
  /** The table exists but cannot serve yet; clients try again. */
  OTSTableNotReady(404, Blame.SERVER),
  /** No such transaction, or no longer. */
  OTSSessionNotExist(404, Blame.CLIENT),
  /** The changes asked for are older than what the stream keeps. */
  OTSTrimmedDataAccess(404, Blame.CLIENT),
  /** Only POST is understood. */
  OTSMethodNotAllowed(405, Blame.CLIENT),
  /** The request took too long to arrive. */
  OTSRequestTimeout(408, Blame.CLIENT),
  /** The name is taken. */
  OTSObjectAlreadyExist(409, Blame.CLIENT),
  /** Another request holds the row; clients try again. */
  OTSRowOperationConflict(409, Blame.CLIENT),
  /** The transaction is serving another request. */
  OTSSessionBusy(409, Blame.CLIENT),
  /** The body is larger than allowed. */
  OTSRequestBodyTooLarge(413, Blame.CLIENT),
  /** A bug or a broken disk; the log has the stack trace under the request id. */
  OTSInternalServerError(500, Blame.SERVER),
  /** Too much to do; clients try again, later and later. */
  OTSServerBusy(503, Blame.SERVER),
  /** A part of a table or an index is not loaded yet; clients try again. */
  OTSPartitionUnavailable(503, Blame.SERVER),
  /** The operation took too long. */
  OTSTimeout(503, Blame.SERVER),
  /** The server is starting or stopping, or cannot write. */
  OTSServerUnavailable(503, Blame.SERVER);

  /** Who has to change something for the request to succeed. */
  public enum Blame {
    /** The caller. */
    CLIENT,
    /** The server or its machine. */
    SERVER
  }

  private final int httpStatus;
  private final Blame blame;

  ErrorCode(int httpStatus, Blame blame) {
    this.httpStatus = httpStatus;
    this.blame = blame;
  }

  /** The status of an HTTP reply that carries this code. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Who is to blame. */
  public Blame blame() {
    return blame;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import static io.tabularium.model.ErrorCode.OTSAuthFailed;
import static io.tabularium.model.ErrorCode.OTSConditionCheckFail;
import static io.tabularium.model.ErrorCode.OTSDataOutOfRange;
import static io.tabularium.model.ErrorCode.OTSInternalServerError;
import static io.tabularium.model.ErrorCode.OTSInvalidPK;
import static io.tabularium.model.ErrorCode.OTSMethodNotAllowed;
import static io.tabularium.model.ErrorCode.OTSNoPermissionAccess;
import static io.tabularium.model.ErrorCode.OTSObjectAlreadyExist;
import static io.tabularium.model.ErrorCode.OTSObjectNotExist;
import static io.tabularium.model.ErrorCode.OTSOutOfTransactionDataSizeLimit;
import static io.tabularium.model.ErrorCode.OTSParameterInvalid;
import static io.tabularium.model.ErrorCode.OTSQuotaExhausted;
import static io.tabularium.model.ErrorCode.OTSRequestBodyTooLarge;
import static io.tabularium.model.ErrorCode.OTSRequestTimeout;
import static io.tabularium.model.ErrorCode.OTSRowOperationConflict;
import static io.tabularium.model.ErrorCode.OTSServerBusy;
import static io.tabularium.model.ErrorCode.OTSServerUnavailable;
import static io.tabularium.model.ErrorCode.OTSSessionBusy;
import static io.tabularium.model.ErrorCode.OTSSessionNotExist;

/**
 * Every refusal the server utters, once. Clients' test suites compare the messages letter by
 * letter, so spelling, quoting and missing full stops are the protocol's own, oddities included.
 */
public final class Errors {
  private Errors() {}

  /** A parameter error whose text stands nowhere else. */
  public static ServiceException invalid(String message) {
    return new ServiceException(OTSParameterInvalid, message);
  }

  // ---- transport and authentication -------------------------------------------------------------

  public static ServiceException methodNotAllowed() {
    return new ServiceException(OTSMethodNotAllowed, "Only POST method for requests is supported.");
  }

  public static ServiceException unsupportedOperation(String operation) {
    return invalid("Unsupported operation: " + operation + ".");
  }

  public static ServiceException missingHeader(String header) {
    return invalid("Missing header: " + header + ".");
  }

  public static ServiceException invalidInstanceName(String name) {
    return invalid("Invalid instance name: " + name + ".");
  }

  public static ServiceException invalidDate(String date) {
    return invalid("Invalid date format: " + date + ".");
  }

  public static ServiceException unknownAccessKey() {
    return new ServiceException(OTSAuthFailed, "The AccessKeyID does not exist.");
  }

  public static ServiceException accessKeyDisabled() {
    return new ServiceException(OTSAuthFailed, "The AccessKeyID is disabled.");
  }

  public static ServiceException instanceNotFound() {
    return new ServiceException(OTSAuthFailed, "The instance is not found.");
  }

  public static ServiceException noPrivilegeOnInstance() {
    return new ServiceException(OTSAuthFailed, "The user has no privilege to access the instance.");
  }

  public static ServiceException signatureMismatch() {
    return new ServiceException(OTSAuthFailed, "Signature mismatch.");
  }

  public static ServiceException clockSkew(String date) {
    return new ServiceException(
        OTSAuthFailed, "Mismatch between system time and x-ots-date: " + date + ".");
  }

  public static ServiceException md5Mismatch() {
    return new ServiceException(
        OTSAuthFailed,
        "Mismatch between MD5 value of request body and x-ots-contentmd5 in header.");
  }

  public static ServiceException noPermission() {
    return new ServiceException(
        OTSNoPermissionAccess,
        "You have no permission to access the requested resource, please contact the resource"
            + " owner");
  }

  public static ServiceException bodyTooLarge() {
    return new ServiceException(OTSRequestBodyTooLarge, "The size of POST data is too large.");
  }

  public static ServiceException requestTimeout() {
    return new ServiceException(OTSRequestTimeout, "Request timeout.");
  }

  public static ServiceException undecodableRequest() {
    return invalid("Parse PBMessage from RawString failed.");
  }

  /** Bytes that are not a request of HTTP/1.1; ours, as the service never shows its own. */
  public static ServiceException malformedHttp(String what) {
    return invalid("Malformed HTTP request: " + what + ".");
  }

  /** A protocol header given twice, which cannot be signed unambiguously. */
  public static ServiceException duplicateHeader(String header) {
    return invalid("Duplicate header: " + header + ".");
  }

  /** A V4 signing date too far from today. */
  public static ServiceException signDateSkew(String date) {
    return new ServiceException(
        OTSAuthFailed, "Mismatch between system time and x-ots-signdate: " + date + ".");
  }

  /** A temporary key without its token, or with another one. */
  public static ServiceException securityTokenMismatch() {
    return new ServiceException(OTSAuthFailed, "Security token mismatch.");
  }

  /** A request compressed in a way other than deflate. */
  public static ServiceException unsupportedCompression(String type) {
    return invalid("Unsupported compress type: " + type + ".");
  }

  /** An announced length of a compressed request that is no number. */
  public static ServiceException invalidCompressSize(String size) {
    return invalid("Invalid compress size: " + size + ".");
  }

  /** A compressed request that does not inflate to exactly what was announced. */
  public static ServiceException undecodableCompression() {
    return invalid("Decompress request body failed.");
  }

  // ---- the server's own state -------------------------------------------------------------------

  public static ServiceException internal(Throwable cause) {
    return new ServiceException(OTSInternalServerError, "Internal server error.", cause);
  }

  public static ServiceException busy() {
    return new ServiceException(OTSServerBusy, "Server is busy.");
  }

  public static ServiceException unavailable(Throwable cause) {
    return new ServiceException(OTSServerUnavailable, "Server is not available.", cause);
  }

  // ---- tables -----------------------------------------------------------------------------------

  public static ServiceException invalidTableName(String name) {
    return invalid("Invalid table name: '" + name + "'.");
  }

  public static ServiceException invalidColumnName(String name) {
    return invalid("Invalid column name: '" + name + "'.");
  }

  public static ServiceException tableNotExist() {
    return new ServiceException(OTSObjectNotExist, "Requested table does not exist.");
  }

  public static ServiceException tableAlreadyExists() {
    return new ServiceException(OTSObjectAlreadyExist, "Requested table already exists.");
  }

  public static ServiceException tooManyTables() {
    return new ServiceException(
        OTSQuotaExhausted,
        "Number of tables exceeds the quota:" + Limits.TABLES_PER_INSTANCE + ".");
  }

  public static ServiceException primaryKeyColumnCount() {
    return invalid(
        "The number of primary key columns must be in range: [1, "
            + Limits.PRIMARY_KEY_COLUMNS
            + "].");
  }

  public static ServiceException duplicatedPrimaryKey(String name) {
    return invalid("Duplicated primary key name: '" + name + "'.");
  }

  public static ServiceException duplicatedWithPrimaryKey(String name) {
    return invalid("Duplicated attribute column name with primary key column: " + name + ".");
  }

  public static ServiceException definedColumnCount() {
    return invalid(
        "The number of defined columns must be in range: [0, " + Limits.DEFINED_COLUMNS + "].");
  }

  public static ServiceException columnNotDefined(String name) {
    return invalid("Column does not exist:" + name + ".");
  }

  public static ServiceException definedColumnType(
      String name, ValueType expected, ValueType actual) {
    return invalid(
        "Invalid column type for column "
            + name
            + " expect "
            + expected.wireName()
            + " actual "
            + actual.wireName());
  }

  public static ServiceException updateNotAllowed() {
    return invalid("Update operation is not allowed in this table");
  }

  // ---- keys -------------------------------------------------------------------------------------

  public static ServiceException keySize(int input, int meta) {
    return new ServiceException(
        OTSInvalidPK, "Validate PK size fail. Input: " + input + ", Meta: " + meta + ".");
  }

  public static ServiceException keyName(String input, String meta) {
    return new ServiceException(
        OTSInvalidPK, "Validate PK name fail. Input: " + input + ", Meta: " + meta + ".");
  }

  public static ServiceException keyType(ValueType input, ValueType meta) {
    return new ServiceException(
        OTSInvalidPK,
        "Validate PK type fail. Input: " + input.wireName() + ", Meta: " + meta.wireName() + ".");
  }

  public static ServiceException invalidKeyValueType(ValueType type) {
    return invalid(type.wireName() + " is an invalid type for the primary key.");
  }

  public static ServiceException keyValueTooLong(String name, int length) {
    return invalid(
        "The length of primary key column: '"
            + name
            + "' exceeds the MaxLength:"
            + Limits.PRIMARY_KEY_VALUE_BYTES
            + " with CurrentLength:"
            + length
            + ".");
  }

  public static ServiceException emptyKey() {
    return invalid("Cell data broken, empty PK.");
  }

  public static ServiceException autoIncrementInRead() {
    return invalid("PKAutoIncr can't be used for read operations.");
  }

  // ---- cells ------------------------------------------------------------------------------------

  public static ServiceException attributeTooLong(String name, int length) {
    return invalid(
        "The length of attribute column: '"
            + name
            + "' exceeds the MaxLength:"
            + Limits.ATTRIBUTE_VALUE_BYTES
            + " with CurrentLength:"
            + length
            + ".");
  }

  public static ServiceException tooManyCells(int count) {
    return invalid(
        "The number of attribute columns exceeds the limit, limit count: "
            + Limits.CELLS_PER_WRITE
            + ", column count: "
            + count
            + ".");
  }

  public static ServiceException tooManyColumnsToGet(int count) {
    return invalid(
        "The number of columns from the request exceeds the limit, limit count: "
            + Limits.COLUMNS_TO_GET
            + ", column count: "
            + count
            + ".");
  }

  public static ServiceException timestampRange() {
    return invalid("Timestamp must be in range [0, INT64_MAX/1000).");
  }

  public static ServiceException timestampDeviation(String cell) {
    return invalid("Invalid timestamp. Cell:" + cell + ".");
  }

  public static ServiceException attributeMissing() {
    return invalid("Attribute column is missing.");
  }

  // ---- batches ----------------------------------------------------------------------------------

  public static ServiceException tooManyRows(int limit) {
    return invalid("Rows count exceeds the upper limit: " + limit + ".");
  }

  public static ServiceException noRowInBatchGet() {
    return invalid("No row specified in the request of BatchGetRow.");
  }

  public static ServiceException noRowInBatchWrite() {
    return invalid("No row is specified in BatchWriteRow.");
  }

  public static ServiceException noOperationForTable(String table) {
    return invalid("No operation is specified for table: '" + table + "'.");
  }

  public static ServiceException updateWithoutCells() {
    return invalid("Invalid update row request: missing cells in request.");
  }

  public static ServiceException batchWriteTooLarge(long size) {
    return invalid(
        "The total data size of BatchWriteRow request exceeds the limit, limit size: "
            + Limits.WRITE_BYTES
            + ", data size: "
            + size
            + ".");
  }

  /** PutRow and UpdateRow over {@link Limits#WRITE_BYTES}; the odd blank is the service's. */
  public static ServiceException writeTooLarge(String operation, long size) {
    return invalid(
        "The total data size of "
            + operation
            + " request exceeds the limit, limit size: "
            + Limits.WRITE_BYTES
            + " , data size: "
            + size
            + ".");
  }

  // ---- reads ------------------------------------------------------------------------------------

  public static ServiceException noVersionCondition() {
    return invalid("No version condition is specified.");
  }

  public static ServiceException noVersionConditionInBatch() {
    return invalid("No version condition is specified while querying row.");
  }

  public static ServiceException maxVersionsNotPositive(int maxVersions) {
    return invalid(
        "Invalid max versions: " + maxVersions + " . Reason: Max versions must be positive.");
  }

  public static ServiceException beginNotLessThanEnd() {
    return invalid("Begin key must less than end key in FORWARD");
  }

  public static ServiceException beginNotMoreThanEnd() {
    return invalid("Begin key must more than end key in BACKWARD");
  }

  public static ServiceException limitNotPositive() {
    return invalid("The limit must be greater than 0.");
  }

  public static ServiceException tooManyFilters() {
    return invalid("The count of filter exceeds the max: " + Limits.FILTER_NODES + ".");
  }

  public static ServiceException invalidToken() {
    return invalid("Invalid token.");
  }

  // ---- writes -----------------------------------------------------------------------------------

  public static ServiceException conditionCheckFail() {
    return new ServiceException(OTSConditionCheckFail, "Condition check failed.");
  }

  public static ServiceException rowConflict() {
    return new ServiceException(
        OTSRowOperationConflict, "Data is being modified by the other request.");
  }

  public static ServiceException atomicOutOfScope(Value first, Value offending) {
    return new ServiceException(
        OTSDataOutOfRange,
        "Data out of scope of atomic. Atomic PartKey:" + first + ". Data PartKey:" + offending);
  }

  // ---- transactions -----------------------------------------------------------------------------

  public static ServiceException transactionsDisabled() {
    return invalid(
        "Try to call method using explicit transaction on explicit-transaction-disabled table.");
  }

  public static ServiceException transactionKeyCount() {
    return invalid("StartLocalTransaction support only one primary key.");
  }

  public static ServiceException invalidTransactionId() {
    return invalid("TransactionID is invalid.");
  }

  public static ServiceException transactionNotExist() {
    return new ServiceException(OTSSessionNotExist, "Session not exist or may be timeout.");
  }

  public static ServiceException transactionBusy() {
    return new ServiceException(OTSSessionBusy, "Session is busy.");
  }

  public static ServiceException transactionOutOfRange(Value expected, Value offending) {
    return new ServiceException(
        OTSDataOutOfRange,
        "Data out of scope of transaction. Transaction PartKey:"
            + expected
            + ". Data PartKey:"
            + offending);
  }

  public static ServiceException transactionTooLarge(long size) {
    return new ServiceException(
        OTSOutOfTransactionDataSizeLimit,
        "The total data size of the transaction exceeds the limit, limit size: "
            + Limits.WRITE_BYTES
            + ", data size: "
            + size
            + ".");
  }
}

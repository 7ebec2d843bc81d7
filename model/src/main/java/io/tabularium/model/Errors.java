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

  /** Any HTTP method but POST. */
  public static ServiceException methodNotAllowed() {
    return new ServiceException(OTSMethodNotAllowed, "Only POST method for requests is supported.");
  }

  /** An operation this server does not know. */
  public static ServiceException unsupportedOperation(String operation) {
    return invalid("Unsupported operation: " + operation + ".");
  }

  /** A request without one of the headers every request needs. */
  public static ServiceException missingHeader(String header) {
    return invalid("Missing header: " + header + ".");
  }

  /** An instance name that breaks the rule for instance names. */
  public static ServiceException invalidInstanceName(String name) {
    return invalid("Invalid instance name: " + name + ".");
  }

  /** A request date that cannot be read. */
  public static ServiceException invalidDate(String date) {
    return invalid("Invalid date format: " + date + ".");
  }

  /** An access key nobody has been given. */
  public static ServiceException unknownAccessKey() {
    return new ServiceException(OTSAuthFailed, "The AccessKeyID does not exist.");
  }

  /** An access key that has been switched off. */
  public static ServiceException accessKeyDisabled() {
    return new ServiceException(OTSAuthFailed, "The AccessKeyID is disabled.");
  }

  /** An instance that is not configured. */
  public static ServiceException instanceNotFound() {
    return new ServiceException(OTSAuthFailed, "The instance is not found.");
  }

  /** An access key that may not use the instance. */
  public static ServiceException noPrivilegeOnInstance() {
    return new ServiceException(OTSAuthFailed, "The user has no privilege to access the instance.");
  }

  /** A signature that the access key's secret does not yield. */
  public static ServiceException signatureMismatch() {
    return new ServiceException(OTSAuthFailed, "Signature mismatch.");
  }

  /** A request date too far from the server's clock. */
  public static ServiceException clockSkew(String date) {
    return new ServiceException(
        OTSAuthFailed, "Mismatch between system time and x-ots-date: " + date + ".");
  }

  /** A body whose MD5 is not the one announced. */
  public static ServiceException md5Mismatch() {
    return new ServiceException(
        OTSAuthFailed,
        "Mismatch between MD5 value of request body and x-ots-contentmd5 in header.");
  }

  /** An access key that may not do this to the table. */
  public static ServiceException noPermission() {
    return new ServiceException(
        OTSNoPermissionAccess,
        "You have no permission to access the requested resource, please contact the resource"
            + " owner");
  }

  /** A request body over {@link Limits#REQUEST_BODY_BYTES}. */
  public static ServiceException bodyTooLarge() {
    return new ServiceException(OTSRequestBodyTooLarge, "The size of POST data is too large.");
  }

  /** A request that takes too long to arrive. */
  public static ServiceException requestTimeout() {
    return new ServiceException(OTSRequestTimeout, "Request timeout.");
  }

  /** A body that is not the operation's message. */
  public static ServiceException undecodableRequest() {
    return invalid("Parse PBMessage from RawString failed.");
  }

  // ---- the server's own state -------------------------------------------------------------------

  /** A failure that is the server's own fault. */
  public static ServiceException internal(Throwable cause) {
    return new ServiceException(OTSInternalServerError, "Internal server error.", cause);
  }

  /** A queue, a buffer or a pool that is full. */
  public static ServiceException busy() {
    return new ServiceException(OTSServerBusy, "Server is busy.");
  }

  /** A server that is starting, stopping, or unable to use its disk. */
  public static ServiceException unavailable(Throwable cause) {
    return new ServiceException(OTSServerUnavailable, "Server is not available.", cause);
  }

  // ---- tables -----------------------------------------------------------------------------------

  /** A table name that breaks the rule for table names, in any operation. */
  public static ServiceException invalidTableName(String name) {
    return invalid("Invalid table name: '" + name + "'.");
  }

  /** A column name that breaks the rule for column names. */
  public static ServiceException invalidColumnName(String name) {
    return invalid("Invalid column name: '" + name + "'.");
  }

  /** A table that is not there. */
  public static ServiceException tableNotExist() {
    return new ServiceException(OTSObjectNotExist, "Requested table does not exist.");
  }

  /** CreateTable with a name that is taken. */
  public static ServiceException tableAlreadyExists() {
    return new ServiceException(OTSObjectAlreadyExist, "Requested table already exists.");
  }

  /** CreateTable in an instance whose quota of tables is used up. */
  public static ServiceException tooManyTables() {
    return new ServiceException(
        OTSQuotaExhausted,
        "Number of tables exceeds the quota:" + Limits.TABLES_PER_INSTANCE + ".");
  }

  /** A key, or a key's schema, with too many columns or none. */
  public static ServiceException primaryKeyColumnCount() {
    return invalid(
        "The number of primary key columns must be in range: [1, "
            + Limits.PRIMARY_KEY_COLUMNS
            + "].");
  }

  /** A key, or a key's schema, that names a column twice. */
  public static ServiceException duplicatedPrimaryKey(String name) {
    return invalid("Duplicated primary key name: '" + name + "'.");
  }

  /** An attribute or defined column named like a key column. */
  public static ServiceException duplicatedWithPrimaryKey(String name) {
    return invalid("Duplicated attribute column name with primary key column: " + name + ".");
  }

  /** More than {@link Limits#DEFINED_COLUMNS} defined columns. */
  public static ServiceException definedColumnCount() {
    return invalid(
        "The number of defined columns must be in range: [0, " + Limits.DEFINED_COLUMNS + "].");
  }

  /** DeleteDefinedColumn for a column that is not defined. */
  public static ServiceException columnNotDefined(String name) {
    return invalid("Column does not exist:" + name + ".");
  }

  /** A cell whose type is not its defined column's. */
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

  /** UpdateRow in a table that does not allow updates. */
  public static ServiceException updateNotAllowed() {
    return invalid("Update operation is not allowed in this table");
  }

  // ---- keys -------------------------------------------------------------------------------------

  /** A key with more or fewer columns than the table's. */
  public static ServiceException keySize(int input, int meta) {
    return new ServiceException(
        OTSInvalidPK, "Validate PK size fail. Input: " + input + ", Meta: " + meta + ".");
  }

  /** A key column with another name than the table's at its position. */
  public static ServiceException keyName(String input, String meta) {
    return new ServiceException(
        OTSInvalidPK, "Validate PK name fail. Input: " + input + ", Meta: " + meta + ".");
  }

  /** A key column with another type than the table's at its position. */
  public static ServiceException keyType(ValueType input, ValueType meta) {
    return new ServiceException(
        OTSInvalidPK,
        "Validate PK type fail. Input: " + input.wireName() + ", Meta: " + meta.wireName() + ".");
  }

  /** A key value of a type no key column may have here. */
  public static ServiceException invalidKeyValueType(ValueType type) {
    return invalid(type.wireName() + " is an invalid type for the primary key.");
  }

  /** A key value over {@link Limits#PRIMARY_KEY_VALUE_BYTES}. */
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

  /** A row without primary key. */
  public static ServiceException emptyKey() {
    return invalid("Cell data broken, empty PK.");
  }

  /** A read whose key holds the auto-increment placeholder. */
  public static ServiceException autoIncrementInRead() {
    return invalid("PKAutoIncr can't be used for read operations.");
  }

  // ---- cells ------------------------------------------------------------------------------------

  /** An attribute value, or a value in a filter, over its limit. */
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

  /** A write to one row with more than {@link Limits#CELLS_PER_WRITE} cells. */
  public static ServiceException tooManyCells(int count) {
    return invalid(
        "The number of attribute columns exceeds the limit, limit count: "
            + Limits.CELLS_PER_WRITE
            + ", column count: "
            + count
            + ".");
  }

  /** A read that names more than {@link Limits#COLUMNS_TO_GET} columns. */
  public static ServiceException tooManyColumnsToGet(int count) {
    return invalid(
        "The number of columns from the request exceeds the limit, limit count: "
            + Limits.COLUMNS_TO_GET
            + ", column count: "
            + count
            + ".");
  }

  /** A timestamp no cell may have. */
  public static ServiceException timestampRange() {
    return invalid("Timestamp must be in range [0, INT64_MAX/1000).");
  }

  /** A timestamp too far from the clock, or older than the time to live. */
  public static ServiceException timestampDeviation(String cell) {
    return invalid("Invalid timestamp. Cell:" + cell + ".");
  }

  /** UpdateRow without cells. */
  public static ServiceException attributeMissing() {
    return invalid("Attribute column is missing.");
  }

  // ---- batches ----------------------------------------------------------------------------------

  /** A batch with too many rows. */
  public static ServiceException tooManyRows(int limit) {
    return invalid("Rows count exceeds the upper limit: " + limit + ".");
  }

  /** BatchGetRow without tables. */
  public static ServiceException noRowInBatchGet() {
    return invalid("No row specified in the request of BatchGetRow.");
  }

  /** BatchWriteRow without tables. */
  public static ServiceException noRowInBatchWrite() {
    return invalid("No row is specified in BatchWriteRow.");
  }

  /** A batch write that names a table but no row of it. */
  public static ServiceException noOperationForTable(String table) {
    return invalid("No operation is specified for table: '" + table + "'.");
  }

  /** An update without cells inside a batch; concerns that row only. */
  public static ServiceException updateWithoutCells() {
    return invalid("Invalid update row request: missing cells in request.");
  }

  /** BatchWriteRow over {@link Limits#WRITE_BYTES}. */
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

  /** GetRow or GetRange without time range and maximum of versions. */
  public static ServiceException noVersionCondition() {
    return invalid("No version condition is specified.");
  }

  /** BatchGetRow without time range and maximum of versions. */
  public static ServiceException noVersionConditionInBatch() {
    return invalid("No version condition is specified while querying row.");
  }

  /** A read of fewer than one version. */
  public static ServiceException maxVersionsNotPositive(int maxVersions) {
    return invalid(
        "Invalid max versions: " + maxVersions + " . Reason: Max versions must be positive.");
  }

  /** A forward range that is empty by its bounds. */
  public static ServiceException beginNotLessThanEnd() {
    return invalid("Begin key must less than end key in FORWARD");
  }

  /** A backward range that is empty by its bounds. */
  public static ServiceException beginNotMoreThanEnd() {
    return invalid("Begin key must more than end key in BACKWARD");
  }

  /** A range read with a limit under one. */
  public static ServiceException limitNotPositive() {
    return invalid("The limit must be greater than 0.");
  }

  /** A filter with more than {@link Limits#FILTER_NODES} nodes. */
  public static ServiceException tooManyFilters() {
    return invalid("The count of filter exceeds the max: " + Limits.FILTER_NODES + ".");
  }

  /** A wide-row token this server did not hand out for this read. */
  public static ServiceException invalidToken() {
    return invalid("Invalid token.");
  }

  // ---- writes -----------------------------------------------------------------------------------

  /** A write whose condition does not hold. */
  public static ServiceException conditionCheckFail() {
    return new ServiceException(OTSConditionCheckFail, "Condition check failed.");
  }

  /** A write to a row that another request or a transaction holds. */
  public static ServiceException rowConflict() {
    return new ServiceException(
        OTSRowOperationConflict, "Data is being modified by the other request.");
  }

  /** An atomic batch over more than one partition key. */
  public static ServiceException atomicOutOfScope(Value first, Value offending) {
    return new ServiceException(
        OTSDataOutOfRange,
        "Data out of scope of atomic. Atomic PartKey:" + first + ". Data PartKey:" + offending);
  }

  // ---- transactions -----------------------------------------------------------------------------

  /** A transaction on a table created without them. */
  public static ServiceException transactionsDisabled() {
    return invalid(
        "Try to call method using explicit transaction on explicit-transaction-disabled table.");
  }

  /** StartLocalTransaction with more than the partition key. */
  public static ServiceException transactionKeyCount() {
    return invalid("StartLocalTransaction support only one primary key.");
  }

  /** A transaction id this server cannot have issued. */
  public static ServiceException invalidTransactionId() {
    return invalid("TransactionID is invalid.");
  }

  /** A transaction that is finished or has expired. */
  public static ServiceException transactionNotExist() {
    return new ServiceException(OTSSessionNotExist, "Session not exist or may be timeout.");
  }

  /** A second request in a transaction while one is running. */
  public static ServiceException transactionBusy() {
    return new ServiceException(OTSSessionBusy, "Session is busy.");
  }

  /** A write in a transaction but outside its partition key. */
  public static ServiceException transactionOutOfRange(Value expected, Value offending) {
    return new ServiceException(
        OTSDataOutOfRange,
        "Data out of scope of transaction. Transaction PartKey:"
            + expected
            + ". Data PartKey:"
            + offending);
  }

  /** A transaction that has written more than {@link Limits#WRITE_BYTES}. */
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

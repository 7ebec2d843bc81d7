/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import static io.tabularium.model.ErrorCode.OTSAuthFailed;
import static io.tabularium.model.ErrorCode.OTSConditionCheckFail;
import static io.tabularium.model.ErrorCode.OTSDataOutOfRange;
import static io.tabularium.model.ErrorCode.OTSInternalServerError;
import static io.tabularium.model.ErrorCode.OTSInvalidPK;
import static io.tabularium.model.ErrorCode.OTSMetaNotMatch;
import static io.tabularium.model.ErrorCode.OTSMethodNotAllowed;
import static io.tabularium.model.ErrorCode.OTSNoPermissionAccess;
import static io.tabularium.model.ErrorCode.OTSObjectAlreadyExist;
import static io.tabularium.model.ErrorCode.OTSObjectNotExist;
import static io.tabularium.model.ErrorCode.OTSOutOfTransactionDataSizeLimit;
import static io.tabularium.model.ErrorCode.OTSParameterInvalid;
import static io.tabularium.model.ErrorCode.OTSPartitionUnavailable;
import static io.tabularium.model.ErrorCode.OTSPermissionDenied;
import static io.tabularium.model.ErrorCode.OTSQuotaExhausted;
import static io.tabularium.model.ErrorCode.OTSRequestBodyTooLarge;
import static io.tabularium.model.ErrorCode.OTSRequestTimeout;
import static io.tabularium.model.ErrorCode.OTSResourceGone;
import static io.tabularium.model.ErrorCode.OTSRowOperationConflict;
import static io.tabularium.model.ErrorCode.OTSSequenceNumberNotMatch;
import static io.tabularium.model.ErrorCode.OTSServerBusy;
import static io.tabularium.model.ErrorCode.OTSServerUnavailable;
import static io.tabularium.model.ErrorCode.OTSSessionBusy;
import static io.tabularium.model.ErrorCode.OTSSessionExpired;
import static io.tabularium.model.ErrorCode.OTSSessionNotExist;
import static io.tabularium.model.ErrorCode.OTSTimeout;
import static io.tabularium.model.ErrorCode.OTSTrimmedDataAccess;
import static io.tabularium.model.ErrorCode.OTSTunnelExist;
import static io.tabularium.model.ErrorCode.OTSTunnelExpired;
import static io.tabularium.model.ErrorCode.OTSTunnelServerUnavailable;

import java.util.List;

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

  /** A request that a web page sends to a server whose keys are no secret. */
  public static ServiceException webPageRefused() {
    return new ServiceException(
        OTSAuthFailed, "Requests from web pages are refused in development mode.");
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
  public static ServiceException tooManyTables(int quota) {
    return new ServiceException(
        OTSQuotaExhausted, "Number of tables exceeds the quota:" + quota + ".");
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

  // ---- table shapes and options
  // ---------------------------------------------------------------------

  /** A key column of a type no key can have. */
  public static ServiceException keyColumnType() {
    return invalid("Invalid column type, only STRING,INTEGER,BINARY is allowed.");
  }

  /** An auto-increment key column that is not an integer. */
  public static ServiceException autoIncrementType() {
    return invalid("AUTO_INCREMENT primary key must be integer.");
  }

  /** More than one auto-increment key column. */
  public static ServiceException autoIncrementCount() {
    return invalid("AUTO_INCREMENT primary key count must <= 1.");
  }

  /** An auto-increment partition key. */
  public static ServiceException autoIncrementFirst(String table) {
    return invalid("First primary key can't be auto increment, table: " + table + ".");
  }

  /** An auto-increment column in a table with local transactions. */
  public static ServiceException autoIncrementWithTransactions() {
    return invalid(
        "AUTO_INCREMENT primary key is not supported in a table with local transaction.");
  }

  /** A schema that defines a column twice. */
  public static ServiceException duplicatedDefinedColumn(String name) {
    return invalid("Duplicated defined column name: '" + name + "'.");
  }

  /** A defined column of a type no attribute can have. */
  public static ServiceException invalidDefinedColumnType(ValueType type) {
    return invalid("Invalid column type: " + (type == null ? null : type.wireName()) + ".");
  }

  /** AddDefinedColumn for a column that is defined with another type. */
  public static ServiceException definedColumnExists(String name) {
    return invalid("Defined column already exists with another type: " + name + ".");
  }

  /** AddDefinedColumn or DeleteDefinedColumn without columns. */
  public static ServiceException noDefinedColumn() {
    return invalid("No defined column is specified.");
  }

  /** CreateTable without time to live. */
  public static ServiceException timeToLiveMissing() {
    return invalid("Time-to-live is missing while creating table.");
  }

  /** CreateTable without maximum of versions. */
  public static ServiceException maxVersionsMissing() {
    return invalid("MaxVersions is missing while creating table.");
  }

  /** A time to live of zero, or negative and not "for ever". */
  public static ServiceException timeToLiveNotPositive() {
    return invalid("TimeToLive cannot be 0 or less than -1.");
  }

  /** A time to live under {@link Limits#MIN_TIME_TO_LIVE_SECONDS}. */
  public static ServiceException timeToLiveTooShort() {
    return invalid(
        "TimeToLive cannot be less than " + Limits.MIN_TIME_TO_LIVE_SECONDS + " unless it is -1.");
  }

  /** A table that shall keep fewer than one version. */
  public static ServiceException tableMaxVersionsNotPositive() {
    return invalid("The maximum versions cannot be less than or equal to 0.");
  }

  /** A deviation that is negative or over its limit. */
  public static ServiceException deviationRange() {
    return invalid("The maximum deviation must be in range [0, INT64_MAX/1000000].");
  }

  /** Reserved throughput that is negative, or missing (-1) in CreateTable. */
  public static ServiceException capacityUnitNegative(int units) {
    return invalid("Invalid Capacity Unit:" + units + " . Capacity Unit must be nonnegative.");
  }

  /** Reserved throughput over {@link Limits#RESERVED_CAPACITY_UNITS}. */
  public static ServiceException capacityUnitTooHigh(int units) {
    return invalid(
        "Invalid Capacity Unit:"
            + units
            + " . Capacity Unit must be in range: [0, "
            + Limits.RESERVED_CAPACITY_UNITS
            + "].");
  }

  /** UpdateTable with reserved throughput that says neither reads nor writes; -1 for missing. */
  public static ServiceException capacityUnitUpdate(int read, int write) {
    return invalid(
        "Invalid Capacity Unit for UpdateTable: Either read("
            + read
            + ") or write("
            + write
            + ") should be non-negative.");
  }

  /** UpdateTable with empty options. */
  public static ServiceException noTableOption() {
    return invalid("No parameter is specified in table options.");
  }

  /** UpdateTable that asks for nothing. */
  public static ServiceException nothingToUpdate() {
    return invalid("No parameter is specified in UpdateTable.");
  }

  /** UpdateTable that mentions full-row update, which is for CreateTable only. */
  public static ServiceException fullRowInUpdateTable() {
    return invalid("UpdateTable cannot contain updateFullRow.");
  }

  /** A stream switched on without retention. */
  public static ServiceException streamExpirationMissing() {
    return invalid("The expiration time is missing while enabling stream.");
  }

  /** A stream retention outside [1, {@link Limits#STREAM_EXPIRATION_HOURS}]. */
  public static ServiceException streamExpirationRange(int hours) {
    return invalid(
        "Invalid expiration time of stream: "
            + hours
            + " . The expiration time must be in range: [1, "
            + Limits.STREAM_EXPIRATION_HOURS
            + "].");
  }

  /** A name that no stream can have. */
  public static ServiceException invalidStreamId(String id) {
    return invalid("Invalid stream id: '" + id + "'.");
  }

  /** No stream has this id, or no longer. */
  public static ServiceException streamNotExist() {
    return new ServiceException(OTSObjectNotExist, "Requested stream does not exist.");
  }

  /** The stream has no shard of this id. */
  public static ServiceException shardNotExist() {
    return new ServiceException(OTSObjectNotExist, "Requested shard does not exist.");
  }

  /** A position in a stream that was never given out. */
  public static ServiceException invalidShardIterator() {
    return invalid("Invalid shard iterator.");
  }

  /** A moment from which on to read a stream that is before 1970. */
  public static ServiceException streamTimestamp() {
    return invalid("The timestamp must not be negative.");
  }

  /** Changes older than what the stream keeps. */
  public static ServiceException streamTrimmed() {
    return new ServiceException(
        OTSTrimmedDataAccess, "Requested stream data is already trimmed or does not exist.");
  }

  /** Encryption asked of a server that does not encrypt. */
  public static ServiceException encryptionUnsupported() {
    return invalid("Server-side encryption is not supported.");
  }

  /** Encryption with a missing or unknown key type. */
  public static ServiceException encryptionKeyType(Integer type) {
    return invalid("Invalid key type of server-side encryption: " + type + ".");
  }

  /** Encryption with the user's own key, but without key id or role. */
  public static ServiceException encryptionKeyMissing() {
    return invalid("Key id and role arn are required for the key type SSE_BYOK.");
  }

  // ---- pre-splitting and split points
  // ---------------------------------------------------------------

  /** More pre-split parts than {@link Limits#PARTITIONS}. */
  public static ServiceException tooManyPartitions() {
    return invalid("The count of partitions cannot be greater than " + Limits.PARTITIONS);
  }

  /** A pre-split point of another type than the partition key. */
  public static ServiceException partitionType() {
    return invalid("The value type of partition does not match with primary key.");
  }

  /** A pre-split point at either end of the integers. */
  public static ServiceException partitionExtreme() {
    return invalid("The value of partition range can not be INT64_MIN or INT64_MAX.");
  }

  /** An empty pre-split point of a STRING partition key. */
  public static ServiceException partitionEmptyString() {
    return invalid("The value of partition range can not be empty string.");
  }

  /** An empty pre-split point of a BINARY partition key. */
  public static ServiceException partitionEmptyBinary() {
    return invalid("The value of partition range can not be empty binary.");
  }

  /** A pre-split point over {@link Limits#PARTITION_VALUE_BYTES}. */
  public static ServiceException partitionTooLong(int length) {
    return invalid(
        "The value of partition range exceeds the MaxLength:"
            + Limits.PARTITION_VALUE_BYTES
            + " with CurrentLength:"
            + length
            + ".");
  }

  /** Pre-split parts that leave gaps, overlap or do not ascend. */
  public static ServiceException partitionsNotContiguous() {
    return invalid(
        "The partition ranges must be contiguous and ascending from INF_MIN to INF_MAX.");
  }

  /** ComputeSplitPointsBySize with a size under one unit. */
  public static ServiceException splitSizeNotPositive() {
    return invalid("The split_size should be greater than 0.");
  }

  /**
   * ComputeSplitPointsBySize with a unit under {@link Limits#SPLIT_UNIT_BYTES_MIN}; no full stop.
   */
  public static ServiceException splitUnitTooSmall() {
    return invalid(
        "The split_size_unit_in_byte should be greater equal than: " + Limits.SPLIT_UNIT_BYTES_MIN);
  }

  /** A partition to be split where one begins. Ours, as no request of the service splits. */
  public static ServiceException partitionBeginsThere() {
    return invalid("A partition begins there already.");
  }

  /** Partitions to be merged where none meet. Ours, likewise. */
  public static ServiceException noPartitionBeginsThere() {
    return invalid("No partition begins there.");
  }

  /** A table to be split into more than {@link Limits#SPLIT_PARTITIONS}. Ours, likewise. */
  public static ServiceException tooManySplits() {
    return invalid("A table can have at most " + Limits.SPLIT_PARTITIONS + " partitions.");
  }

  /** ComputeSplitPointsBySize with a limit under one point. */
  public static ServiceException splitLimitNotPositive() {
    return invalid("The split_point_limit should be greater than 0.");
  }

  // ---- secondary indexes
  // ----------------------------------------------------------------------------

  /** A write that names an index. */
  public static ServiceException indexWrite() {
    return invalid("Can't write index table directly.");
  }

  /** A read of an index to which older rows are still being added; no full stop. */
  public static ServiceException indexBuilding(boolean local) {
    return invalid(
        local
            ? "Disallow read local index in building base state"
            : "Disallow read index table in building base state");
  }

  /** A table operation on an index that goes through the index's table. */
  public static ServiceException indexAsTable(String index) {
    return invalid("Table '" + index + "' is an index; change or drop it through its main table.");
  }

  /** An index of an index. */
  public static ServiceException indexOnIndex() {
    return invalid("Can't create index on index table.");
  }

  /** A table with an index that would keep more than one version. */
  public static ServiceException indexMaxVersions(int maxVersions) {
    return invalid(
        "The max versions of a table with index must be 1, but is: " + maxVersions + ".");
  }

  /** A table with an index, a time to live, and updates; no full stop. */
  public static ServiceException indexTimeToLive() {
    return invalid("Don't support allow update operation on table with index and ttl");
  }

  /** A cell that brings its own timestamp to a table with an index. */
  public static ServiceException timestampWithIndex(String column) {
    return invalid("Timestamp cannot be given on table with index, column: " + column + ".");
  }

  /** A row that occurs more than once in a batch for a table with an index. */
  public static ServiceException repeatedRowWithIndex() {
    return invalid("Duplicate rows detected in MultiPut.");
  }

  /** A local index whose first key column is not the table's. */
  public static ServiceException localIndexPartitionKey(String index, String partitionKey) {
    return invalid(
        "The first primary key column of local index '"
            + index
            + "' must be the partition key: "
            + partitionKey
            + ".");
  }

  /** An index that begins with generated numbers. */
  public static ServiceException indexAutoIncrementFirst(String index) {
    return invalid("First primary key can't be auto increment, index: " + index + ".");
  }

  /** A column that an index needs and that therefore stays defined. */
  public static ServiceException definedColumnIndexed(String column, String index) {
    return invalid("Column '" + column + "' is used by index '" + index + "'.");
  }

  /** An index with too many key columns or none. */
  public static ServiceException indexKeyColumnCount() {
    return invalid(
        "The number of primary key columns must be in range: [1, "
            + Limits.PRIMARY_KEY_COLUMNS
            + "] in index.");
  }

  /** An index with too many attribute columns. */
  public static ServiceException indexAttributeColumnCount() {
    return invalid(
        "The number of attribute columns must be in range: [0, "
            + Limits.DEFINED_COLUMNS
            + "] in index.");
  }

  /** More than {@link Limits#INDEXES_PER_TABLE} indexes on one table. */
  public static ServiceException tooManyIndexes() {
    return invalid("Number of index per table exceeds the quota:" + Limits.INDEXES_PER_TABLE + ".");
  }

  /** A last-point index without key columns. */
  public static ServiceException lastPointKeyMissing() {
    return invalid("The primary key names of a lastpoint index must not be empty.");
  }

  /** A last-point index whose key columns are not what its table's key begins with. */
  public static ServiceException lastPointKeyNotPrefix(List<String> tableKey) {
    return invalid(
        "The primary key names of a lastpoint index must be a prefix of its table's: "
            + String.join(",", tableKey)
            + ".");
  }

  /** A table with a last-point index whose rows may be updated. */
  public static ServiceException lastPointAllowUpdate() {
    return invalid("Don't support allow update operation on table with lastpoint index");
  }

  // ---- cells of a write
  // -----------------------------------------------------------------------------

  /** A PutRow cell that asks for anything but writing. */
  public static ServiceException operationInPut(String column) {
    return invalid("OpType cannot be given for column name:" + column + " in PutRow.");
  }

  /** A PutRow cell without value. */
  public static ServiceException putWithoutValue() {
    return invalid("Invalid request of put row: find cells without values.");
  }

  /** An attribute value of a type only keys or filters may have. */
  public static ServiceException invalidAttributeType(ValueType type) {
    return invalid(type.wireName() + " is an invalid type for the attribute column.");
  }

  /** The deletion of one version that does not say which. */
  public static ServiceException timestampMissing() {
    return invalid("Timestamp must be given when type is DELETE_ONE_VERSION.");
  }

  /** The deletion of a column that names a version. */
  public static ServiceException timestampInDeleteAll() {
    return invalid("Timestamp cannot be given when type is DELETE_ALL_VERSION.");
  }

  /** A deletion that carries a value. */
  public static ServiceException valueInDelete() {
    return invalid(
        "Column value cannot be given when type is DELETE_ONE_VERSION,DELETE_ALL_VERSION.");
  }

  /** An increment that names a version. */
  public static ServiceException timestampInIncrement() {
    return invalid("Timestamp cannot be given when type is INCREMENT.");
  }

  /** An increment by something else than an integer. */
  public static ServiceException incrementType(String column, ValueType type) {
    return invalid(
        "Column value must be VT_INTEGER when type is INCREMENT, column: "
            + column
            + ", actual: "
            + type.wireName()
            + ".");
  }

  /** A column that is incremented and changed once more in the same write. */
  public static ServiceException incrementRepeated(String column) {
    return invalid(
        "Column cannot be incremented and otherwise changed in one request: " + column + ".");
  }

  /** DeleteRow with cells. */
  public static ServiceException cellsInDelete() {
    return invalid("Invalid delete row request: unexpected cells in request.");
  }

  /** A deletion or increment in a table where an update replaces the row. */
  public static ServiceException cellInFullRowUpdate(String column) {
    return invalid(
        "Only put is allowed when updating row in table with updateFullRow, column: "
            + column
            + ".");
  }

  /** Return content that this kind of write does not have. */
  public static ServiceException invalidReturnType(ReturnContent.Type type) {
    return invalid(
        "Invalid return type: "
            + "RT_"
            + (type == ReturnContent.Type.PRIMARY_KEY ? "PK" : type.name())
            + ".");
  }

  /** A column to return that the write does not increment. */
  public static ServiceException returnColumnNotIncremented(String column) {
    return invalid("Return column is not incremented in this request: " + column + ".");
  }

  // ---- auto-increment keys in writes
  // ----------------------------------------------------------------

  /** A placeholder key with an expectation that cannot hold. */
  public static ServiceException autoIncrementExpectation(RowExistence expectation) {
    return invalid("Invalid expect:" + expectation + " when modify row with pk auto increment.");
  }

  /** A placeholder key with a column condition. */
  public static ServiceException autoIncrementCondition() {
    return invalid("Can't set condition when modify row with pk auto increment.");
  }

  /** A deletion by placeholder key. */
  public static ServiceException autoIncrementDelete() {
    return invalid("Invalid row to delete which with pk auto increment.");
  }

  /** An explicit key in an auto-increment table that shall not exist yet. */
  public static ServiceException autoIncrementSpecificRow(RowExistence expectation) {
    return invalid(
        "Invalid expect: "
            + expectation
            + " when modify a specific row for table with pk auto increment.");
  }

  // ---- filters
  // --------------------------------------------------------------------------------------

  /** NOT over other than one filter. */
  public static ServiceException notOperands() {
    return invalid("Invalid NOT operator: the number of sub-filters must be 1.");
  }

  /** AND or OR over fewer than two filters. */
  public static ServiceException andOrOperands() {
    return invalid("Invalid AND/OR operator: the number of sub-filters must be more than 1.");
  }

  /** A filter of this kind where it has no meaning, such as pagination in a condition. */
  public static ServiceException invalidFilterType(String type) {
    return invalid("Invalid type of filter: " + type + ".");
  }

  /** A filter of this kind inside another. */
  public static ServiceException invalidSubFilterType(String type) {
    return invalid("Invalid type of sub-filter: " + type + ".");
  }

  /** Column pagination from before the first column. */
  public static ServiceException paginationOffset() {
    return invalid("Offset in ColumnPaginationFilter must be greater than or equal to 0.");
  }

  /** Column pagination of no columns. */
  public static ServiceException paginationLimit() {
    return invalid("Limit in ColumnPaginationFilter must be greater than 0.");
  }

  /** A regular expression over {@link Limits#FILTER_REGEX_BYTES}. */
  public static ServiceException regexTooLong(int length) {
    return invalid(
        "The length of regex in filter exceeds the MaxLength:"
            + Limits.FILTER_REGEX_BYTES
            + " with CurrentLength:"
            + length
            + ".");
  }

  /** A regular expression that is none, or that needs too much of the server. */
  public static ServiceException invalidRegex(String regex) {
    return invalid("Invalid regex in filter: '" + regex + "'.");
  }

  /** A value transfer to a type it cannot make. */
  public static ServiceException invalidCastType(ValueType type) {
    return invalid("Invalid cast type in filter: " + (type == null ? null : type.wireName()) + ".");
  }

  /** A filter that compares with a type no column can have. */
  public static ServiceException invalidFilterValue(ValueType type) {
    return invalid(
        "Invalid value type in filter: " + (type == null ? null : type.wireName()) + ".");
  }

  // ---- version conditions
  // ---------------------------------------------------------------------------

  /** Half a time range. */
  public static ServiceException halfTimeRange() {
    return invalid("Start and end time must be given at the same time.");
  }

  /** A time range that ends before it starts. */
  public static ServiceException timeRangeBackwards(long start, long end) {
    return invalid(
        "Invalid time range: start time " + start + " is greater than end time " + end + ".");
  }

  /** A negative specific timestamp. */
  public static ServiceException specificTimeNegative() {
    return invalid("Specific timestamp cannot be less than 0.");
  }

  /** A specific timestamp and a maximum of versions; the spelling is the service's. */
  public static ServiceException specificTimeAndVersions() {
    return invalid("Specific tiemstamp and max versions cannot be given at the same time.");
  }

  /** A specific timestamp and a time range; the spelling is the service's. */
  public static ServiceException specificTimeAndRange() {
    return invalid("Specific tiemstamp and time range cannot be given at the same time.");
  }

  /** All three ways of choosing versions at once. */
  public static ServiceException specificTimeRangeAndVersions() {
    return invalid(
        "Specific timestamp, time range and max versions cannot be given at the same time.");
  }

  // ---- repeated rows and atomic batches
  // -------------------------------------------------------------

  /** A row that occurs more than once in a batch and expects existence or absence. */
  public static ServiceException repeatedRowExpectation() {
    return invalid("Repeated rows do not support row exist expectation check in BatchModify.");
  }

  /** A row that occurs more than once in a batch and has a column condition. */
  public static ServiceException repeatedRowCondition() {
    return invalid("Repeated rows do not support row condition check in BatchModify.");
  }

  /** A row that is incremented and occurs more than once in a batch. */
  public static ServiceException repeatedRowIncrement() {
    return invalid("Repeated rows do not support atomic increment in BatchModify.");
  }

  /** An atomic batch over more than one table. */
  public static ServiceException atomicOverTables() {
    return invalid("Atomic BatchWriteRow does not support more than one table.");
  }

  /** An increment of a column whose newest version is no integer. */
  public static ServiceException incrementOfOtherType(String column, ValueType type) {
    return invalid(
        "Invalid increment of column: "
            + column
            + ", its value is of type "
            + type.wireName()
            + ".");
  }

  /** An increment whose sum does not fit into 64 bits. */
  public static ServiceException incrementOverflow(String column) {
    return invalid("Increment of column: " + column + " overflows INT64.");
  }

  /** A request inside a transaction that names another table than the transaction's. */
  public static ServiceException transactionOtherTable() {
    return new ServiceException(
        OTSDataOutOfRange,
        "Data out of scope of transaction. The transaction is on another table.");
  }

  /** Anything about row bytes that has no message of its own. */
  public static ServiceException malformedData() {
    return invalid("data format is invalid.");
  }

  /** Row bytes that do not begin with the header. */
  public static ServiceException headerMismatch(int actual, int expected) {
    return invalid(
        "Cell data broken, mismatch header, actual: "
            + Integer.toUnsignedString(actual)
            + " , expect: "
            + expected
            + ".");
  }

  /** Row bytes with another tag than the grammar has there. */
  public static ServiceException tagMismatch(int actual, int expected) {
    return invalid(
        "Cell data broken, mismatch tag, actual tag(" + actual + "), expect(" + expected + ").");
  }

  /** A key cell without name. */
  public static ServiceException keyNameMissing() {
    return invalid("No name is given for primary key.");
  }

  /** The cell of a key column has no value part at all. */
  public static ServiceException keyValueMissing(String name) {
    return invalid("No value is given for primary key name:" + name + ".");
  }

  /** The cell of a key column has the value "nothing". */
  public static ServiceException keyValueNull(String name) {
    return invalid("Cell data broken, PK value cannot be NULL, name: " + name + ".");
  }

  /** A key cell with an operation. */
  public static ServiceException keyOperation(String name) {
    return invalid("OpType cannot be given for primary key name :" + name + ".");
  }

  /** A key cell with a timestamp. */
  public static ServiceException keyTimestamp(String name) {
    return invalid("Timestamp cannot be given for primary key name:" + name + ".");
  }

  /** An attribute cell without name. */
  public static ServiceException attributeNameMissing() {
    return invalid("Cell data broken, attr has no name.");
  }

  /** A cell that writes or adds, but has no value. */
  public static ServiceException attributeValueMissing(String name) {
    return invalid("Cell data broken, attr has no value, name:" + name + ".");
  }

  /** A cell's operation code that nothing has. */
  public static ServiceException invalidCellOperation(int code) {
    return invalid("Invalid op type of cell: " + code + ".");
  }

  /** A cell without checksum. */
  public static ServiceException cellChecksumMissing() {
    return invalid("Cell data broken, cell is not end with checksum[0x0A] tag.");
  }

  /** A row without checksum. */
  public static ServiceException rowChecksumMissing() {
    return invalid("Cell data broken, row is not end with checksum tag.");
  }

  /** A cell or row whose checksum is not that of its bytes. */
  public static ServiceException checksumMismatch(int theirs, int ours) {
    return invalid("Cell data broken, checksum is mismatch, " + theirs + " :" + ours + " :");
  }

  /** A string or blob whose length does not fit its cell. */
  public static ServiceException stringLength(int length) {
    return invalid("Cell data broken, wrong string format, size: " + length + ".");
  }

  /** A cell that goes on behind its value. */
  public static ServiceException trailingCellData() {
    return invalid("Cell data broken, has more data in cell, but they can't be parsed.");
  }

  /** The misspelling is the service's. */
  public static ServiceException unknownVariant() {
    return invalid("data format is invalid, unknown variant type occured.");
  }

  /** A boolean that is not one byte. */
  public static ServiceException booleanLength(int length) {
    return invalid("Invalid boolean real value, value length: " + length + ".");
  }

  /** A double that is NaN. */
  public static ServiceException notANumber() {
    return invalid("NaN can't be set to double value.");
  }

  /** A double that is infinite. */
  public static ServiceException infinity() {
    return invalid("Infinity can't be set to double value.");
  }

  /** A string that is not UTF-8. */
  public static ServiceException notUtf8(String column) {
    return invalid("Value of column " + column + " must be UTF8 encoding.");
  }

  /** PutRow with the marker of a deletion. */
  public static ServiceException deleteMarkerInPut() {
    return invalid("Invalid request of put row: unexpected RowDeleteMarker in request.");
  }

  /** UpdateRow with the marker of a deletion. */
  public static ServiceException deleteMarkerInUpdate() {
    return invalid("Invalid request of update row: unexpected RowDeleteMarker in request.");
  }

  /** The key of a read with attributes beside it. */
  public static ServiceException attributesInRead() {
    return invalid("Attribute column cannot be given while reading data.");
  }

  /** The key of a read with the marker of a deletion. */
  public static ServiceException deleteMarkerInRead() {
    return invalid("Delete marker cannot be given.");
  }

  /** A columnar answer was asked for without naming columns. */
  public static ServiceException matrixNeedsColumn() {
    return invalid("DBT_SIMPLE_ROW_MATRIX need at least one column to get.");
  }

  /** A filter that is not its message. */
  public static ServiceException undecodableFilter() {
    return invalid("Deserialize filter failed.");
  }

  /** A single-column filter that is not its message. */
  public static ServiceException undecodableRelationFilter() {
    return invalid("Deserialize relation filter failed.");
  }

  /** A composite filter that is not its message. */
  public static ServiceException undecodableCompositeFilter() {
    return invalid("Deserialize composite filter failed.");
  }

  /** A pagination filter that is not its message. */
  public static ServiceException undecodablePaginationFilter() {
    return invalid("Deserialize column pagination filter failed.");
  }

  /** A comparator code that nothing has. */
  public static ServiceException invalidRelationOperator(int code) {
    return invalid("Invalid relation operator: " + code + ".");
  }

  /** Global indexes are updated asynchronously, local ones synchronously; nothing else exists. */
  public static ServiceException indexTypeMismatch(String index) {
    return invalid("The update mode of index '" + index + "' does not fit its type.");
  }

  /** A range that meets a row wider than a range read returns. */
  public static ServiceException rowTooWideForRange(int maxBytes) {
    return invalid(
        "A row in the range exceeds the limit of a range read, limit size: "
            + maxBytes
            + "; read it with GetRow or fewer columns.");
  }

  // ---- tunnels ----------------------------------------------------------------------------------

  // Few texts of the real tunnel service are known: that of a forgotten client, and parts of those
  // of a missing tunnel and a missing instance, which other software looks for. The rest are ours,
  // with the prefix the service gives its own.

  private static final String TUNNEL_SERVICE = "[tunnelservice] ";

  private static ServiceException invalidTunnel(String message) {
    return invalid(TUNNEL_SERVICE + message);
  }

  /** A tunnel that is not there, or not any more. */
  public static ServiceException tunnelNotExist() {
    return invalidTunnel("tunnel not exist");
  }

  /** A tunnel's table that is not there. */
  public static ServiceException tunnelTableNotExist() {
    return invalidTunnel("table not exist");
  }

  /** A tunnel asked for on what keeps no changes of its own. */
  public static ServiceException tunnelTableUnfit() {
    return invalidTunnel("a tunnel can not be created on an index table");
  }

  /**
   * CreateTunnel with a name that is taken.
   *
   * @param id the id of the tunnel that has it
   */
  public static ServiceException tunnelExists(String name, String id) {
    return new ServiceException(
        OTSTunnelExist, TUNNEL_SERVICE + "tunnel already exists: " + name, id, null);
  }

  /** A tunnel name that breaks the rule for tunnel names. */
  public static ServiceException invalidTunnelName(String name) {
    return invalidTunnel("invalid tunnel name: " + name);
  }

  /** More tunnels than {@link Limits#TUNNELS_PER_TABLE}. */
  public static ServiceException tooManyTunnels() {
    return invalidTunnel("a table has at most " + Limits.TUNNELS_PER_TABLE + " tunnels");
  }

  /** A description or deletion that names a tunnel and the id of another. */
  public static ServiceException tunnelIdMismatch() {
    return invalidTunnel("tunnel id does not match the tunnel name");
  }

  /** A tunnel type that nothing has. */
  public static ServiceException invalidTunnelType(int code) {
    return invalidTunnel("invalid tunnel type: " + code);
  }

  /** A tunnel whose end is not after its start. */
  public static ServiceException tunnelEndsBeforeStart() {
    return invalidTunnel("end offset must be after start offset");
  }

  /** A tunnel that would start before what its stream is sure to keep. */
  public static ServiceException tunnelStartTooOld() {
    return invalidTunnel("start offset is older than the stream keeps its records");
  }

  /** A tunnel that would start in the future, beyond what clocks differ by. */
  public static ServiceException tunnelStartInFuture() {
    return invalidTunnel("start offset is in the future");
  }

  /** A tunnel whose position has been trimmed, or whose stream is gone. */
  public static ServiceException tunnelExpired() {
    return new ServiceException(OTSTunnelExpired, TUNNEL_SERVICE + "tunnel is expired");
  }

  /** A client that has been shut down, or not heard of for too long. */
  public static ServiceException tunnelClientGone() {
    return new ServiceException(OTSResourceGone, TUNNEL_SERVICE + "client not exist");
  }

  /** More clients than {@link Limits#TUNNEL_CLIENTS}. */
  public static ServiceException tooManyTunnelClients() {
    return new ServiceException(
        OTSTunnelServerUnavailable,
        TUNNEL_SERVICE + "a tunnel has at most " + Limits.TUNNEL_CLIENTS + " clients");
  }

  /** A channel that is another client's. */
  public static ServiceException channelTaken() {
    return new ServiceException(
        OTSResourceGone, TUNNEL_SERVICE + "channel is held by another client");
  }

  /** A channel its tunnel does not have. */
  public static ServiceException channelNotExist() {
    return invalidTunnel("channel not exist");
  }

  /** A status that a channel cannot be given by schedule. */
  public static ServiceException invalidChannelSchedule() {
    return invalidTunnel("a channel can be scheduled to OPEN, CLOSING or TERMINATED only");
  }

  /** A checkpoint that is not the next one. */
  public static ServiceException checkpointOutOfSequence(long given, long expected) {
    return new ServiceException(
        OTSSequenceNumberNotMatch,
        TUNNEL_SERVICE + "sequence number is " + given + ", expected " + expected);
  }

  /** A token that this server did not make, or not for this channel. */
  public static ServiceException invalidTunnelToken() {
    return invalidTunnel("invalid token");
  }

  /** An authentication that failed, or a key that may not do this, on a tunnel's path. */
  public static ServiceException tunnelPermissionDenied(String message) {
    return new ServiceException(OTSPermissionDenied, TUNNEL_SERVICE + message);
  }

  /** An instance that is not configured, on a tunnel's path. */
  public static ServiceException tunnelInstanceNotFound() {
    return tunnelPermissionDenied("Instance not found");
  }

  /** Anything that keeps the server from answering on a tunnel's path. */
  public static ServiceException tunnelUnavailable(Throwable cause) {
    return new ServiceException(
        OTSTunnelServerUnavailable, TUNNEL_SERVICE + "service is unavailable, try again", cause);
  }

  // ---- search indexes ---------------------------------------------------------------------------

  /** Any operation of search on a table that is not there. */
  public static ServiceException searchTableNotExist(String table) {
    return invalid("table [" + table + "] does not exist");
  }

  /** Any operation but the deletion on a search index that is not there. */
  public static ServiceException searchIndexNotExist(String index) {
    return new ServiceException(OTSMetaNotMatch, "search index [" + index + "] does not exist");
  }

  /** DeleteSearchIndex on an index that is not there. */
  public static ServiceException searchIndexToDeleteNotExist() {
    return new ServiceException(OTSObjectNotExist, "Requested search index does not exist.");
  }

  /** CreateSearchIndex with a name that is taken. */
  public static ServiceException searchIndexAlreadyExists() {
    return new ServiceException(OTSObjectAlreadyExist, "Requested search index already exists.");
  }

  /** CreateSearchIndex on a table whose rows expire though they may be updated. */
  public static ServiceException searchTableHasTimeToLive() {
    return invalid("operation is denied as table TTL exists");
  }

  /** CreateSearchIndex on a table that keeps several versions, or the other way round. */
  public static ServiceException searchTableVersions() {
    return invalid("operation is denied as max versions of a table with search index must be 1");
  }

  /** A time to live of a search index that is none. */
  public static ServiceException searchTimeToLive() {
    return invalid("Parameter time_to_live of search index must be -1 or greater than 0");
  }

  /** A time to live of a search index on a table whose rows may be updated. */
  public static ServiceException searchTimeToLiveNeedsNoUpdate() {
    return invalid("time_to_live of search index requires allow_update of the table to be false");
  }

  /** A search index whose rows would stay longer than the table's. */
  public static ServiceException searchTimeToLiveAboveTable() {
    return invalid("time_to_live of search index must not be greater than that of the table");
  }

  /** UpdateSearchIndex that says nothing. */
  public static ServiceException searchNothingToUpdate() {
    return invalid("there is nothing to update of the search index");
  }

  /** An index meant to take the place of one it cannot, or by a name it may not have. */
  public static ServiceException searchReindexInvalid() {
    return invalid(
        "the name of a search index with a source must end with _reindex, and its source must not"
            + " have another one already");
  }

  /** Too many indexes that are meant to take the place of others. */
  public static ServiceException searchReindexTooMany() {
    return new ServiceException(
        OTSQuotaExhausted,
        "Number of search indexes being rebuilt exceeds the quota:"
            + Limits.SEARCH_REINDEXES
            + ".");
  }

  /** UpdateSearchIndex that switches to an index that is not of the pair. */
  public static ServiceException searchSwitchInvalid() {
    return invalid("switch_index_name is not the reindex of the search index");
  }

  /** UpdateSearchIndex with weights that are none of a pair. */
  public static ServiceException searchWeightsInvalid() {
    return invalid(
        "query_flow_weight must name the search index and its reindex, with weights in [0, 100]"
            + " that are not both 0");
  }

  /** DeleteTable while a search index is there. */
  public static ServiceException tableHasSearchIndex(String table) {
    return invalid("Table[" + table + "] who has at least one search index cannot be deleted");
  }

  /** A schema of a search index that cannot be, and for which no other text is known. */
  public static ServiceException searchSchemaInvalid() {
    return invalid("invalid parameter");
  }

  /** A schema of a search index that cannot be; ours, where the service's text is not known. */
  public static ServiceException searchFieldInvalid(String field, String why) {
    return invalid("invalid parameter: field [" + field + "] " + why);
  }

  /** A query that cannot be, and for which no other text is known. */
  public static ServiceException searchQueryInvalid() {
    return invalid("failed to query index, please check the request parameter");
  }

  /** A page with too many rows. */
  public static ServiceException searchLimit(int max) {
    return invalid("Parameter limit must be less than " + max);
  }

  /** A page too far from the start. */
  public static ServiceException searchOffset(int offset, int limit) {
    return invalid(
        "Parameter limit + offset must be less than "
            + Limits.SEARCH_OFFSET_PLUS_LIMIT
            + ", current offset is "
            + offset
            + ", limit is "
            + limit);
  }

  /** A token that is not from this index, or not from here at all. */
  public static ServiceException searchToken() {
    return invalid("Parameter token is invalid");
  }

  /** Highlighting of a field that was not made for it. */
  public static ServiceException searchHighlight(String field) {
    return invalid("highlighting is not supported for field[" + field + "]");
  }

  /** An aggregation without a name, or with one that is taken. */
  public static ServiceException aggregationName(String name) {
    return invalid("aggregation or group by name [" + name + "] is empty or duplicated");
  }

  /** An aggregation over a field that is not there. The tag is such as {@code sum agg}. */
  public static ServiceException aggregationFieldNotExist(String tag, String field) {
    return invalid("[" + tag + "] field: " + field + " does not exist");
  }

  /** An aggregation over a field of a type it does not know. */
  public static ServiceException aggregationFieldType(
      String tag, String field, String type, String allowed) {
    return invalid(
        "[" + tag + "] field_name:" + field + " type:" + type + " is invalid, allow " + allowed);
  }

  /** A number in an aggregation or group-by that is out of its range. */
  public static ServiceException aggregationBound(String tag, String what, long least, long most) {
    return invalid("[" + tag + "] " + what + " must in [" + least + ", " + most + "]");
  }

  /** A group-by of child rows inside one of child rows. */
  public static ServiceException aggregationRecursive() {
    return invalid("nested field aggregation/groupby must not be recursive");
  }

  /** A request whose groups would not fit into memory; ours. */
  public static ServiceException aggregationTooManyGroups() {
    return invalid(
        "the request needs more than " + Limits.SEARCH_GROUPS_IN_MEMORY + " groups at once");
  }

  /** A request whose groups and figures would take too much memory; ours. */
  public static ServiceException aggregationTooMuchMemory() {
    return invalid(
        "the aggregations of the request need more than "
            + Limits.SEARCH_AGGREGATION_BYTES
            + " bytes of memory");
  }

  /** Rows too large for one reply where no page can be cut short; ours. */
  public static ServiceException searchReplyTooLarge(int maxBytes) {
    return invalid(
        "the rows found exceed " + maxBytes + " bytes; ask for fewer rows or fewer columns");
  }

  /** A search that took too long. */
  public static ServiceException searchTimeout() {
    return new ServiceException(OTSTimeout, "Operation timeout.");
  }

  /** An index that is being loaded or rebuilt. */
  public static ServiceException searchIndexNotReady() {
    return new ServiceException(OTSPartitionUnavailable, "Search index is not ready.");
  }

  /** ComputeSplits that does not say for what. */
  public static ServiceException splitsOptionsMissing() {
    return invalid("[search index splits options] must not be null");
  }

  /** A worker's number that is not below the number of workers. */
  public static ServiceException scanParallelId(int maxParallel, int id) {
    return invalid(
        "[parallel_scan.current_parallel_id] must in [0, max_parallel), current max_parallel is "
            + maxParallel
            + ", current_parallel_id is "
            + id);
  }

  /** More workers than there are splits. */
  public static ServiceException scanMaxParallel(int splits, int maxParallel) {
    return invalid(
        "[parallel_scan.max_parallel_id] must in (0 ,"
            + splits
            + "], current max_parallel_id is "
            + maxParallel);
  }

  /** A scan that asks for columns the index does not have. */
  public static ServiceException scanColumns() {
    return invalid("[parallel_scan] only columns of the index can be returned");
  }

  /** A scan's session that has run out, or is not known. */
  public static ServiceException scanSessionExpired() {
    return new ServiceException(
        OTSSessionExpired,
        "ScanQuery'session is expired, please retry ComputeSplitsRequest and ScanQuery.");
  }

  /** Too many scans of one index. */
  public static ServiceException scanTooMany() {
    return new ServiceException(
        OTSQuotaExhausted,
        "Number of parallel scans exceeds the quota:" + Limits.SCAN_SESSIONS + ".");
  }

  /** Two requests of one scan's worker at the same time. */
  public static ServiceException scanConflict() {
    return new ServiceException(
        OTSRowOperationConflict, "The parallel scan is serving another request of this worker.");
  }
}

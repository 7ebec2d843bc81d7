/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/** Every limit of the protocol, once. {@link Errors} has the message for each. */
public final class Limits {
  /** Tables and index tables of one instance. */
  public static final int TABLES_PER_INSTANCE = 64;

  /** Bytes of a table or column name. */
  public static final int NAME_BYTES = 255;

  /** Columns of a table's primary key. */
  public static final int PRIMARY_KEY_COLUMNS = 4;

  /** Columns of an index's key: those declared and those of the table's key that were not. */
  public static final int INDEX_KEY_COLUMNS = 2 * PRIMARY_KEY_COLUMNS;

  /** Bytes of a string or binary key value. */
  public static final int PRIMARY_KEY_VALUE_BYTES = 1024;

  /** Bytes of a string or blob attribute value. */
  public static final int ATTRIBUTE_VALUE_BYTES = 2 * 1024 * 1024;

  /** Attribute cells of one row in one write. */
  public static final int CELLS_PER_WRITE = 1024;

  /** Column names in a projection. */
  public static final int COLUMNS_TO_GET = 1024;

  /** Rows of one BatchGetRow. */
  public static final int BATCH_GET_ROWS = 100;

  /** Rows of one BatchWriteRow or BulkImport. */
  public static final int BATCH_WRITE_ROWS = 200;

  /** Logical bytes of one PutRow, UpdateRow or BatchWriteRow, and of a transaction's writes. */
  public static final int WRITE_BYTES = 4 * 1024 * 1024;

  /** Bytes of a request body. */
  public static final int REQUEST_BODY_BYTES = 5 * 1024 * 1024;

  /** Rows scanned for one page of a range read. */
  public static final int RANGE_PAGE_ROWS = 5000;

  /** Logical bytes scanned for one page of a range read. */
  public static final int RANGE_PAGE_BYTES = 4 * 1024 * 1024;

  /** Leaves and inner nodes of a filter. */
  public static final int FILTER_NODES = 32;

  /** Bytes of a filter's regular expression. */
  public static final int FILTER_REGEX_BYTES = 256;

  /** Defined columns of a table. */
  public static final int DEFINED_COLUMNS = 32;

  /** Secondary indexes of a table. */
  public static final int INDEXES_PER_TABLE = 5;

  /** Parts of a pre-split table. */
  public static final int PARTITIONS = 10;

  /** Bytes of a pre-split point. */
  public static final int PARTITION_VALUE_BYTES = 64;

  /** The smallest unit, in bytes, that ComputeSplitPointsBySize counts in. */
  public static final long SPLIT_UNIT_BYTES_MIN = 1 << 20;

  /** The highest reserved capacity units. */
  public static final int RESERVED_CAPACITY_UNITS = 100_000;

  /** Timestamps of cells are below this, in milliseconds. */
  public static final long TIMESTAMP_END = Long.MAX_VALUE / 1000;

  /** The largest deviation, in seconds. */
  public static final long MAX_TIME_DEVIATION_SECONDS = Long.MAX_VALUE / 1_000_000;

  /** The shortest time to live other than "for ever", in seconds. */
  public static final int MIN_TIME_TO_LIVE_SECONDS = 86_400;

  /** The longest stream retention, in hours. */
  public static final int STREAM_EXPIRATION_HOURS = 168;

  /** The most changes one GetStreamRecord returns. */
  public static final int STREAM_RECORDS = 1000;

  /** About how many bytes of changes one GetStreamRecord returns. */
  public static final int STREAM_RECORD_BYTES = 4 << 20;

  /** How long a local transaction lives, and may be idle, in seconds. */
  public static final int TRANSACTION_SECONDS = 60;

  /** Bytes of an instance name, at least and at most. */
  public static final int INSTANCE_NAME_MIN = 3;

  /** See {@link #INSTANCE_NAME_MIN}. */
  public static final int INSTANCE_NAME_MAX = 16;

  /** The retention of a stream that a tunnel enables, in hours. */
  public static final int TUNNEL_STREAM_HOURS = 168;

  /** Bytes of a tunnel's name. */
  public static final int TUNNEL_NAME_BYTES = 255;

  /** Tunnels of one table. The protocol names none; this one bounds what a table may cost. */
  public static final int TUNNELS_PER_TABLE = 100;

  /** Connected clients of one tunnel. The protocol names none. */
  public static final int TUNNEL_CLIENTS = 1000;

  /** Bytes of a tunnel's token; the longest this server makes are well below. */
  public static final int TUNNEL_TOKEN_BYTES = 32 * 1024;

  /** Records of one read from a tunnel's channel. */
  public static final int TUNNEL_READ_RECORDS = 1000;

  /** Bytes of rows after which a read from a tunnel's channel takes no more records. */
  public static final int TUNNEL_READ_BYTES = 1 << 20;

  /** How much longer than a tunnel's start its stream must keep records, in minutes. */
  public static final int TUNNEL_START_MARGIN_MINUTES = 5;

  /** The shortest time without a heartbeat after which a tunnel's client is gone, in seconds. */
  public static final int TUNNEL_TIMEOUT_SECONDS_MIN = 10;

  /** The longest, in seconds. */
  public static final int TUNNEL_TIMEOUT_SECONDS_MAX = 86_400;

  /** What it is when the client does not say. */
  public static final int TUNNEL_TIMEOUT_SECONDS_DEFAULT = 300;

  private Limits() {}
}

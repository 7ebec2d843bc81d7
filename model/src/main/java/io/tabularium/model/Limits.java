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

  /** Partitions a table can be split into later; our own limit. */
  public static final int SPLIT_PARTITIONS = 256;

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

  // ---- search indexes ---------------------------------------------------------------------------

  /** Fields of a search index, sub-fields counted. */
  public static final int SEARCH_FIELDS = 1000;

  /** Levels of nested fields. */
  public static final int SEARCH_NESTING = 5;

  /** Direct sub-fields of one nested field. */
  public static final int SEARCH_SUB_FIELDS = 100;

  /** Vector fields of a search index. */
  public static final int SEARCH_VECTORS = 5;

  /** Numbers of one vector. */
  public static final int SEARCH_VECTOR_DIMENSION = 4096;

  /** Elements of an array that are indexed. */
  public static final int SEARCH_ARRAY_ELEMENTS = 256;

  /** Objects of a nested value that are indexed. */
  public static final int SEARCH_CHILD_ROWS = 256;

  /** Objects of all nested values of a row, over all levels, that are indexed; ours. */
  public static final int SEARCH_CHILD_ROWS_IN_ALL = 10_000;

  /** Bytes of a KEYWORD value that is indexed. */
  public static final int SEARCH_KEYWORD_BYTES = 4096;

  /** Bytes of a FUZZY_KEYWORD value that is indexed. */
  public static final int SEARCH_FUZZY_KEYWORD_BYTES = 2048;

  /** Bytes of a TEXT value that is indexed. */
  public static final int SEARCH_TEXT_BYTES = 2 * 1024 * 1024;

  /** Characters a fuzzy analyzer reads. */
  public static final int SEARCH_FUZZY_CHARACTERS = 1024;

  /** The widest span between a fuzzy analyzer's shortest and longest piece. */
  public static final int SEARCH_FUZZY_SPAN = 6;

  /** The last row a search may ask for by offset. */
  public static final int SEARCH_OFFSET_PLUS_LIMIT = 100_000;

  /** Rows of one page when some column has to be read from the table. */
  public static final int SEARCH_LIMIT_FROM_TABLE = 100;

  /** Rows of one page when the index has every column. */
  public static final int SEARCH_LIMIT_FROM_INDEX = 1000;

  /** Bytes of the rows of one page of a search or scan; ours. A page ends early for it. */
  public static final int SEARCH_REPLY_BYTES = 32 << 20;

  /** Rows of one page when the request does not say. */
  public static final int SEARCH_LIMIT_DEFAULT = 10;

  /** Milliseconds a search may take. */
  public static final int SEARCH_TIMEOUT_MILLIS = 10_000;

  /** Nodes of all query trees of one request. */
  public static final int SEARCH_QUERY_NODES = 1024;

  /** Levels of one query tree; ours, so that no request can exhaust a thread's stack. */
  public static final int SEARCH_QUERY_DEPTH = 128;

  /** Terms of one TermsQuery. */
  public static final int SEARCH_TERMS = 1024;

  /** Characters of a wildcard pattern. */
  public static final int SEARCH_WILDCARD_CHARACTERS = 32;

  /** Bytes of a prefix or suffix. */
  public static final int SEARCH_PREFIX_BYTES = 1000;

  /** Rows a vector query may ask for. */
  public static final int SEARCH_TOP_K = 1000;

  /** Candidates a vector query may look at; ours. */
  public static final int SEARCH_KNN_CANDIDATES = 10_000;

  /** Vertices of a polygon; ours. */
  public static final int SEARCH_POLYGON_POINTS = 1000;

  /** Functions of one FunctionsScoreQuery. */
  public static final int SEARCH_SCORE_FUNCTIONS = 3;

  /** Sorters of one sort; ours. */
  public static final int SEARCH_SORTERS = 100;

  /** Fields highlighted in one request. */
  public static final int SEARCH_HIGHLIGHT_FIELDS = 10;

  /** Fragments asked for over all highlights of one request. */
  public static final int SEARCH_HIGHLIGHT_FRAGMENTS = 500;

  /** Child rows returned for one hit when the request does not say. */
  public static final int SEARCH_INNER_HITS_DEFAULT = 3;

  /** Aggregations, and likewise group-bys, side by side; ours, the documented 5 is not kept to. */
  public static final int SEARCH_AGGREGATIONS_PER_LEVEL = 100;

  /** Levels of group-bys. */
  public static final int SEARCH_GROUP_BY_DEPTH = 3;

  /** Filters of one group-by. */
  public static final int SEARCH_GROUP_BY_FILTERS = 10;

  /** Ranges of one group-by. */
  public static final int SEARCH_GROUP_BY_RANGES = 100;

  /** Ranges of one group-by of distances. */
  public static final int SEARCH_GROUP_BY_GEO_RANGES = 10;

  /** Groups of one group-by, and buckets of one histogram. */
  public static final int SEARCH_GROUPS = 2000;

  /** Groups when the request does not say. */
  public static final int SEARCH_GROUPS_DEFAULT = 10;

  /** Rows of one TopRows; ours, the service's is not known. */
  public static final int SEARCH_TOP_ROWS = 100;

  /** Percentiles of one aggregation; ours. */
  public static final int SEARCH_PERCENTILES = 100;

  /**
   * Groups that exist at one moment while one request is computed, sub-groups counted; ours. A
   * request that needs more is refused rather than answered from what memory is left.
   */
  public static final int SEARCH_GROUPS_IN_MEMORY = 1_000_000;

  /** Search indexes of one instance that are meant to take the place of others. */
  public static final int SEARCH_REINDEXES = 5;

  /** Bytes of memory for the groups and figures of one request; ours, for the same reason. */
  public static final long SEARCH_AGGREGATION_BYTES = 256L << 20;

  /** Different values up to which they are counted exactly, for each figure. */
  public static final int SEARCH_DISTINCT_EXACT = 10_000;

  /** Values up to which percentiles are exact, for each figure; ours. */
  public static final int SEARCH_PERCENTILES_EXACT = 1 << 14;

  /** Rows of one page of a parallel scan. */
  public static final int SCAN_LIMIT = 2000;

  /** Parallel scans of one index at the same time. */
  public static final int SCAN_SESSIONS = 10;

  /** Seconds a scan waits for its next request when the request does not say. */
  public static final int SCAN_ALIVE_SECONDS_DEFAULT = 60;

  /** Seconds a scan may ask to be waited for; ours, as a waiting scan holds disk space. */
  public static final int SCAN_ALIVE_SECONDS = 3600;

  private Limits() {}
}

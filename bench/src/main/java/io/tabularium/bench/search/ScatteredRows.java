/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Value;
import io.tabularium.search.Document;
import io.tabularium.search.query.BoolQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.query.TermsQuery;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Orders of which each buyer has 200, far apart in the order of keys, and each month of a buyer
 * 100. Each has one of a thousand words and one of a thousand numbers: nine of ten have one of the
 * first ten, 99 of a hundred one of the first hundred.
 */
final class ScatteredRows {
  static final PrimaryKeySchema KEY =
      PrimaryKeySchema.of(KeyColumnSchema.of("id", KeyType.INTEGER));

  static final IndexSchema SCHEMA =
      IndexSchema.of(
          FieldSchema.of("buyer", FieldType.KEYWORD),
          FieldSchema.of("moment", FieldType.LONG),
          FieldSchema.of("word", FieldType.KEYWORD),
          FieldSchema.of("number", FieldType.LONG));

  /** Rows of a buyer. */
  static final int PER_BUYER = 200;

  /** Rows a range of moments has. */
  static final int IN_RANGE = 100;

  private static final long TIMESTAMP = 1_700_000_000_000L;
  private static final int FIRST = 10;
  private static final int SECOND = 100;
  private static final int ALL = 1000;

  private final int buyers;

  ScatteredRows(int rows) {
    this.buyers = Math.max(1, rows / PER_BUYER);
  }

  int buyers() {
    return buyers;
  }

  Document row(int id) {
    int buyer = id % buyers;
    int rank = rank(id);
    return new Document(
        rowKey(id),
        PrimaryKey.of(new PrimaryKeyColumn("id", Value.integer(id))),
        List.of(
            Cell.put("buyer", Value.string(buyer(buyer)), TIMESTAMP),
            Cell.put("moment", Value.integer(moment(buyer) + id / buyers), TIMESTAMP),
            Cell.put("number", Value.integer(number(rank)), TIMESTAMP),
            Cell.put("word", Value.string(word(rank)), TIMESTAMP)));
  }

  static ByteSlice rowKey(long id) {
    return ByteSlice.of(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
  }

  /** Which of the thousand words a row has. */
  private static int rank(int id) {
    long random = mix(id);
    int draw = (int) (random % ALL);
    int within = (int) (random / ALL % (1 << 16));
    if (draw < ALL * 9 / 10) {
      return within % FIRST;
    }
    return draw < ALL * 99 / 100
        ? FIRST + within % (SECOND - FIRST)
        : SECOND + within % (ALL - SECOND);
  }

  private static long mix(long x) {
    long z = (x + 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return (z ^ (z >>> 31)) >>> 1;
  }

  static String buyer(int buyer) {
    return "buyer" + buyer;
  }

  /** The first moment of a buyer; each of its rows has one of its own. */
  static long moment(int buyer) {
    return (long) buyer * PER_BUYER;
  }

  static String word(int rank) {
    return "word-" + Integer.toString(rank, Character.MAX_RADIX);
  }

  static long number(int rank) {
    return rank * 7919L;
  }

  /** The hundred rows of a buyer's month that hold what else is asked for. */
  static Query month(int buyer, Query... more) {
    List<Query> clauses = new ArrayList<>();
    clauses.add(new TermQuery("buyer", Value.string(buyer(buyer))));
    long first = moment(buyer);
    clauses.add(
        new RangeQuery(
            "moment", Value.integer(first), true, Value.integer(first + IN_RANGE), false));
    clauses.addAll(List.of(more));
    return new BoolQuery(List.of(), clauses, List.of(), List.of(), null);
  }

  /** The rows with one of the first words. */
  static Query words(int count) {
    return new TermsQuery(
        "word", IntStream.range(0, count).mapToObj(i -> Value.string(word(i))).toList());
  }

  /** The rows with one of the first numbers. */
  static Query numbers(int count) {
    return new TermsQuery(
        "number", IntStream.range(0, count).mapToObj(i -> Value.integer(number(i))).toList());
  }
}

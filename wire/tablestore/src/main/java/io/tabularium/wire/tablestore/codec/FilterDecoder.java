/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static io.tabularium.wire.tablestore.codec.ProtoReader.BYTES;
import static io.tabularium.wire.tablestore.codec.ProtoReader.NUMBER;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Comparator;
import io.tabularium.model.Errors;
import io.tabularium.model.Filter;
import io.tabularium.model.Limits;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads filters: messages within bytes within messages, to any depth a client cares to send. What a
 * filter may consist of is for the engine to say; the decoder only stops where a tree is so far
 * beyond the engine's limit that it must not be built, which also bounds its own recursion.
 */
public final class FilterDecoder {
  private static final int MAX_NODES = 8 * Limits.FILTER_NODES;

  private static final int SINGLE_COLUMN_VALUE = 1;
  private static final int COMPOSITE_COLUMN_VALUE = 2;
  private static final int COLUMN_PAGINATION = 3;

  private static final Comparator[] COMPARATORS = Comparator.values();
  private static final Filter.LogicalOperator[] OPERATORS = Filter.LogicalOperator.values();

  private int nodes;

  private FilterDecoder() {}

  /**
   * The filter of a read or the column condition of a write.
   *
   * @param filter a serialized {@code Filter}, or {@code null} for none
   */
  public static Filter read(ByteSlice filter) {
    return filter == null ? null : new FilterDecoder().filter(filter, false);
  }

  private Filter filter(ByteSlice message, boolean sub) {
    if (++nodes > MAX_NODES) {
      throw Errors.tooManyFilters();
    }
    ProtoReader in = new ProtoReader(message, Errors::undecodableFilter);
    Long type = null;
    ByteSlice body = null;
    while (in.next()) {
      switch (in.tag()) {
        case 1 << 3 | NUMBER -> type = in.number();
        case 2 << 3 | BYTES -> body = in.bytes();
        default -> in.skip();
      }
    }
    int typeCode = in.required(type).intValue();
    in.required(body);
    return switch (typeCode) {
      case SINGLE_COLUMN_VALUE -> singleColumn(body);
      case COMPOSITE_COLUMN_VALUE -> composite(body);
      case COLUMN_PAGINATION -> pagination(body);
      default ->
          throw sub
              ? Errors.invalidSubFilterType(Integer.toString(typeCode))
              : Errors.invalidFilterType(Integer.toString(typeCode));
    };
  }

  private static Filter singleColumn(ByteSlice message) {
    ProtoReader in = new ProtoReader(message, Errors::undecodableRelationFilter);
    Long operator = null;
    ByteSlice column = null;
    ByteSlice value = null;
    Boolean filterIfMissing = null;
    Boolean latestVersionOnly = null;
    Filter.ValueTransfer transfer = null;
    while (in.next()) {
      switch (in.tag()) {
        case 1 << 3 | NUMBER -> operator = in.number();
        case 2 << 3 | BYTES -> column = in.bytes();
        case 3 << 3 | BYTES -> value = in.bytes();
        case 4 << 3 | NUMBER -> filterIfMissing = in.bool();
        case 5 << 3 | NUMBER -> latestVersionOnly = in.bool();
        case 6 << 3 | BYTES -> transfer = transfer(in.message());
        default -> in.skip();
      }
    }
    int code = in.required(operator).intValue();
    in.required(column);
    in.required(value);
    in.required(filterIfMissing);
    in.required(latestVersionOnly);
    if (code < 1 || code > COMPARATORS.length) {
      throw Errors.invalidRelationOperator(code);
    }
    Comparator comparator = COMPARATORS[code - 1];
    // With the last two comes a value that means nothing.
    boolean compares = comparator != Comparator.EXIST && comparator != Comparator.NOT_EXIST;
    return new Filter.SingleColumn(
        comparator,
        column.toUtf8(),
        compares ? Variants.readBare(value, column) : Value.NULL,
        filterIfMissing,
        latestVersionOnly,
        transfer);
  }

  private static Filter.ValueTransfer transfer(ProtoReader in) {
    String regex = null;
    ValueType castType = ValueType.STRING;
    while (in.next()) {
      switch (in.tag()) {
        case 1 << 3 | BYTES -> regex = in.string();
        case 2 << 3 | NUMBER -> castType = ValueType.ofCode((int) in.number());
        default -> in.skip();
      }
    }
    return new Filter.ValueTransfer(in.required(regex), castType);
  }

  private Filter composite(ByteSlice message) {
    ProtoReader in = new ProtoReader(message, Errors::undecodableCompositeFilter);
    Long combinator = null;
    List<Filter> children = new ArrayList<>();
    while (in.next()) {
      switch (in.tag()) {
        case 1 << 3 | NUMBER -> combinator = in.number();
        case 2 << 3 | BYTES -> children.add(filter(in.bytes(), true));
        default -> in.skip();
      }
    }
    int code = in.required(combinator).intValue();
    if (code < 1 || code > OPERATORS.length) {
      throw Errors.undecodableCompositeFilter();
    }
    return new Filter.Composite(OPERATORS[code - 1], children);
  }

  private static Filter pagination(ByteSlice message) {
    ProtoReader in = new ProtoReader(message, Errors::undecodablePaginationFilter);
    Long offset = null;
    Long limit = null;
    while (in.next()) {
      switch (in.tag()) {
        case 1 << 3 | NUMBER -> offset = in.number();
        case 2 << 3 | NUMBER -> limit = in.number();
        default -> in.skip();
      }
    }
    return new Filter.Pagination(in.required(offset).intValue(), in.required(limit).intValue());
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OTSProtocolBuilder;
import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.condition.CompositeColumnValueCondition;
import com.alicloud.openservices.tablestore.model.condition.SingleColumnValueCondition;
import com.alicloud.openservices.tablestore.model.filter.ColumnPaginationFilter;
import com.alicloud.openservices.tablestore.model.filter.RegexRule;
import com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter;
import com.alicloud.openservices.tablestore.model.filter.SingleColumnValueRegexFilter;
import com.google.protobuf.ByteString;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Comparator;
import io.tabularium.model.Filter;
import io.tabularium.model.Filter.LogicalOperator;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import io.tabularium.wire.tablestore.proto.FilterProto;
import io.tabularium.wire.tablestore.proto.FilterProto.FilterType;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FilterDecoderTest {

  @Nested
  class OfOfficialClients {
    @ParameterizedTest
    @EnumSource(SingleColumnValueFilter.CompareOperator.class)
    void singleColumn(SingleColumnValueFilter.CompareOperator operator) {
      SingleColumnValueFilter theirs =
          new SingleColumnValueFilter("c", operator, ColumnValue.fromString("v"));
      theirs.setPassIfMissing(false).setLatestVersionsOnly(false);
      Filter.SingleColumn ours =
          (Filter.SingleColumn) FilterDecoder.read(slice(OTSProtocolBuilder.buildFilter(theirs)));
      assertThat(ours.comparator().name()).isEqualTo(operator.name());
      assertThat(ours.column()).isEqualTo("c");
      assertThat(ours.filterIfMissing()).isTrue();
      assertThat(ours.latestVersionOnly()).isFalse();
      assertThat(ours.transfer()).isNull();
      boolean compares =
          ours.comparator() != Comparator.EXIST && ours.comparator() != Comparator.NOT_EXIST;
      assertThat(ours.value()).isEqualTo(compares ? Value.string("v") : Value.NULL);
    }

    @Test
    void valuesOfEveryType() {
      for (Value value :
          List.of(
              Value.integer(-7),
              Value.real(0.25),
              Value.bool(true),
              Value.string("ä"),
              Value.blob(new byte[] {-1}))) {
        SingleColumnValueFilter theirs =
            new SingleColumnValueFilter(
                "c", SingleColumnValueFilter.CompareOperator.EQUAL, Sdk.columnValue(value));
        Filter.SingleColumn ours =
            (Filter.SingleColumn) FilterDecoder.read(slice(OTSProtocolBuilder.buildFilter(theirs)));
        assertThat(ours.value()).isEqualTo(value);
      }
    }

    @Test
    void composites() {
      CompositeColumnValueCondition theirs =
          new CompositeColumnValueCondition(CompositeColumnValueCondition.LogicOperator.AND);
      theirs.addCondition(equalTo("a", 1));
      CompositeColumnValueCondition not =
          new CompositeColumnValueCondition(CompositeColumnValueCondition.LogicOperator.NOT);
      not.addCondition(equalTo("b", 2));
      CompositeColumnValueCondition or =
          new CompositeColumnValueCondition(CompositeColumnValueCondition.LogicOperator.OR);
      or.addCondition(equalTo("c", 3));
      or.addCondition(not);
      theirs.addCondition(or);
      assertThat(FilterDecoder.read(slice(OTSProtocolBuilder.buildFilter(theirs))))
          .isEqualTo(
              new Filter.Composite(
                  LogicalOperator.AND,
                  List.of(
                      equal("a", 1),
                      new Filter.Composite(
                          LogicalOperator.OR,
                          List.of(
                              equal("c", 3),
                              new Filter.Composite(
                                  LogicalOperator.NOT, List.of(equal("b", 2))))))));
    }

    private SingleColumnValueCondition equalTo(String column, long value) {
      return new SingleColumnValueCondition(
          column, SingleColumnValueCondition.CompareOperator.EQUAL, ColumnValue.fromLong(value));
    }

    private Filter equal(String column, long value) {
      return new Filter.SingleColumn(
          Comparator.EQUAL, column, Value.integer(value), false, true, null);
    }

    @Test
    void pagination() {
      assertThat(
              FilterDecoder.read(
                  slice(OTSProtocolBuilder.buildFilter(new ColumnPaginationFilter(3, 1)))))
          .isEqualTo(new Filter.Pagination(1, 3));
    }

    @Test
    void regex() {
      SingleColumnValueRegexFilter theirs =
          new SingleColumnValueRegexFilter(
              "c",
              new RegexRule("1([a-z]+)5", RegexRule.CastType.VT_STRING),
              SingleColumnValueRegexFilter.CompareOperator.EQUAL,
              ColumnValue.fromString("aaa"));
      assertThat(FilterDecoder.read(slice(OTSProtocolBuilder.buildFilter(theirs))))
          .isEqualTo(
              new Filter.SingleColumn(
                  Comparator.EQUAL,
                  "c",
                  Value.string("aaa"),
                  true,
                  true,
                  new Filter.ValueTransfer("1([a-z]+)5", ValueType.STRING)));
    }
  }

  @Nested
  class Undecodable {
    @Test
    void wholeFilter() {
      assertThat(refusal(new byte[] {1})).isEqualTo("Deserialize filter failed.");
      // A type without a body.
      assertThat(refusal(new byte[] {1 << 3, 1})).isEqualTo("Deserialize filter failed.");
    }

    @Test
    void relationFilter() {
      assertThat(refusal(filter(FilterType.FT_SINGLE_COLUMN_VALUE, ByteString.EMPTY)))
          .isEqualTo("Deserialize relation filter failed.");
    }

    @Test
    void compositeFilter() {
      assertThat(refusal(filter(FilterType.FT_COMPOSITE_COLUMN_VALUE, ByteString.EMPTY)))
          .isEqualTo("Deserialize composite filter failed.");
      // An operator nothing has.
      assertThat(
              refusal(
                  filter(
                      FilterType.FT_COMPOSITE_COLUMN_VALUE,
                      ByteString.copyFrom(new byte[] {1 << 3, 4}))))
          .isEqualTo("Deserialize composite filter failed.");
    }

    @Test
    void paginationFilter() {
      assertThat(refusal(filter(FilterType.FT_COLUMN_PAGINATION, ByteString.EMPTY)))
          .isEqualTo("Deserialize column pagination filter failed.");
    }

    @Test
    void comparator() {
      byte[] single = single().toByteArray();
      single[1] = 9;
      assertThat(refusal(filter(FilterType.FT_SINGLE_COLUMN_VALUE, ByteString.copyFrom(single))))
          .isEqualTo("Invalid relation operator: 9.");
    }

    @Test
    void typeOfFilter() {
      byte[] filter = filter(FilterType.FT_SINGLE_COLUMN_VALUE, single().toByteString());
      filter[1] = 4;
      assertThat(refusal(filter)).isEqualTo("Invalid type of filter: 4.");
    }

    @Test
    void typeOfSubFilter() {
      byte[] sub = filter(FilterType.FT_SINGLE_COLUMN_VALUE, single().toByteString());
      sub[1] = 4;
      byte[] composite = new byte[2 + 2 + sub.length];
      composite[0] = 1 << 3;
      composite[1] = 1;
      composite[2] = 2 << 3 | ProtoReader.BYTES;
      composite[3] = (byte) sub.length;
      System.arraycopy(sub, 0, composite, 4, sub.length);
      assertThat(
              refusal(filter(FilterType.FT_COMPOSITE_COLUMN_VALUE, ByteString.copyFrom(composite))))
          .isEqualTo("Invalid type of sub-filter: 4.");
    }

    @Test
    void value() {
      assertThat(refusal(withValue("04"))).startsWith("data format is invalid, unknown variant");
      assertThat(refusal(withValue(""))).isEqualTo("data format is invalid.");
      assertThat(refusal(withValue("03 01000000 ff")))
          .isEqualTo("Value of column c must be UTF8 encoding.");
      assertThat(refusal(withValue("01 000000000000f87f")))
          .isEqualTo("NaN can't be set to double value.");
      assertThat(refusal(withValue("03 02000000 61")))
          .isEqualTo("Cell data broken, wrong string format, size: 2.");
      assertThat(refusal(withValue("00 0000000000000000 00")))
          .isEqualTo("Cell data broken, has more data in cell, but they can't be parsed.");
    }

    private byte[] withValue(String hex) {
      return filter(
          FilterType.FT_SINGLE_COLUMN_VALUE,
          single().toBuilder()
              .setColumnValue(ByteString.copyFrom(RawRow.bytes(hex)))
              .build()
              .toByteString());
    }
  }

  /** Values that mean nothing are not looked at. */
  @Test
  void existenceNeedsNoValue() {
    byte[] filter =
        filter(
            FilterType.FT_SINGLE_COLUMN_VALUE,
            single().toBuilder()
                .setComparator(FilterProto.ComparatorType.CT_EXIST)
                .setColumnValue(ByteString.copyFrom(new byte[] {99, 99}))
                .build()
                .toByteString());
    assertThat(((Filter.SingleColumn) FilterDecoder.read(ByteSlice.of(filter))).value())
        .isEqualTo(Value.NULL);
  }

  /** What it may be cast to is for the engine to say; that a rule may be silent is for us. */
  @Test
  void castTypes() {
    assertThat(transfer(FilterProto.ValueTransferRule.newBuilder().setRegex("x")).castType())
        .isEqualTo(ValueType.STRING);
    assertThat(
            transfer(
                    FilterProto.ValueTransferRule.newBuilder()
                        .setRegex("x")
                        .setCastType(FilterProto.VariantType.VT_BLOB))
                .castType())
        .isEqualTo(ValueType.BLOB);
  }

  private static Filter.ValueTransfer transfer(FilterProto.ValueTransferRule.Builder rule) {
    byte[] filter =
        filter(
            FilterType.FT_SINGLE_COLUMN_VALUE,
            single().toBuilder().setValueTransRule(rule).build().toByteString());
    return ((Filter.SingleColumn) FilterDecoder.read(ByteSlice.of(filter))).transfer();
  }

  @Test
  void treesALittleTooLargeAreLeftToTheEngine() {
    assertThat(FilterDecoder.read(ByteSlice.of(nested(100)))).isInstanceOf(Filter.Composite.class);
  }

  /** A megabyte of nesting is refused without building the tree or using up the stack. */
  @Test
  @Timeout(20)
  void hostileNestingIsRefused() {
    assertThat(refusal(nested(20_000))).isEqualTo("The count of filter exceeds the max: 32.");
  }

  @Test
  @Timeout(20)
  void hostileBreadthIsRefused() {
    ByteString leaf =
        ByteString.copyFrom(filter(FilterType.FT_SINGLE_COLUMN_VALUE, single().toByteString()));
    FilterProto.CompositeColumnValueFilter.Builder wide =
        FilterProto.CompositeColumnValueFilter.newBuilder()
            .setCombinator(FilterProto.LogicalOperator.LO_OR);
    FilterProto.Filter parsed = parse(leaf);
    for (int i = 0; i < 10_000; i++) {
      wide.addSubFilters(parsed);
    }
    byte[] filter = filter(FilterType.FT_COMPOSITE_COLUMN_VALUE, wide.build().toByteString());
    assertThat(refusal(filter)).isEqualTo("The count of filter exceeds the max: 32.");
  }

  private static FilterProto.Filter parse(ByteString bytes) {
    try {
      return FilterProto.Filter.parseFrom(bytes);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** So many times NOT around one leaf, built from the outside in. */
  private static byte[] nested(int depth) {
    // Each level wraps: composite { combinator, sub { type, filter } }. Lengths are known only from
    // the inside, so the bytes are written back to front.
    byte[] leaf = filter(FilterType.FT_SINGLE_COLUMN_VALUE, single().toByteString());
    byte[] array = new byte[leaf.length + depth * 16];
    int start = array.length - leaf.length;
    System.arraycopy(leaf, 0, array, start, leaf.length);
    for (int i = 0; i < depth; i++) {
      start = prepend(array, start, new byte[] {1 << 3, 1}, 2 << 3 | ProtoReader.BYTES);
      start = prepend(array, start, new byte[] {1 << 3, 2}, 2 << 3 | ProtoReader.BYTES);
    }
    return java.util.Arrays.copyOfRange(array, start, array.length);
  }

  private static int prepend(byte[] array, int start, byte[] before, int tag) {
    WireBuffer head = new WireBuffer(16);
    head.putBytes(before);
    head.putMessageHead(tag >>> 3, array.length - start);
    System.arraycopy(head.array(), 0, array, start - head.size(), head.size());
    return start - head.size();
  }

  private static FilterProto.SingleColumnValueFilter single() {
    return FilterProto.SingleColumnValueFilter.newBuilder()
        .setComparator(FilterProto.ComparatorType.CT_EQUAL)
        .setColumnName("c")
        .setColumnValue(ByteString.copyFrom(RawRow.bytes("00 0100000000000000")))
        .setFilterIfMissing(true)
        .setLatestVersionOnly(true)
        .build();
  }

  private static byte[] filter(FilterType type, ByteString body) {
    return FilterProto.Filter.newBuilder().setType(type).setFilter(body).build().toByteArray();
  }

  private static String refusal(byte[] filter) {
    return Refusals.of(() -> FilterDecoder.read(ByteSlice.of(filter)));
  }

  private static ByteSlice slice(com.aliyun.ots.thirdparty.com.google.protobuf.ByteString bytes) {
    return ByteSlice.of(bytes.toByteArray());
  }
}

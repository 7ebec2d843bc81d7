/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import static io.tabularium.search.testkit.Rows.cell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.query.ExistsQuery;
import io.tabularium.search.query.PrefixQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.query.WildcardQuery;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.schema.VectorOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How values of each type are written, and which are none. */
public abstract class TypesContract extends ContractBase {
  private static Query term(String field, String text) {
    return new TermQuery(field, Value.string(text));
  }

  private SearchIndex one(FieldSchema field, Value... values) {
    var rows = new io.tabularium.search.Document[values.length];
    for (int i = 0; i < values.length; i++) {
      rows[i] = Rows.row(i, cell(field.name(), values[i]));
    }
    return index(IndexSchema.of(field), rows);
  }

  private static Value s(String text) {
    return Value.string(text);
  }

  @Test
  void datesAreReadStrictlyInTheFirstFormatThatFits() {
    SearchIndex index =
        one(
            FieldSchema.builder("d", FieldType.DATE)
                .dateFormats(
                    List.of("yyyy-MM-dd HH:mm:ss.SSS", "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssXXX"))
                .build(),
            s("2022-05-06"),
            s("2022-05-06 00:00:00.001"),
            s("2022-05-06T08:00:00+08:00"),
            s("2022-5-6"),
            s("2022-02-30"),
            s("1969-12-31"),
            s("2300-01-01"),
            Value.integer(1));
    assertThat(find(index, new ExistsQuery("d"))).containsExactly(0L, 1L, 2L);
    assertThat(find(index, term("d", "2022-05-06"))).containsExactly(0L, 2L);
    assertThat(find(index, new TermQuery("d", Value.integer(1_651_795_200_001L))))
        .containsExactly(1L);
    assertThat(find(index, new RangeQuery("d", s("2022-05-06"), false, null, false)))
        .containsExactly(1L);
  }

  @Test
  void datesAsNumbersAreInTheirUnit() {
    SearchIndex index =
        one(
            FieldSchema.builder("d", FieldType.DATE).dateFormats(List.of("epoch_second")).build(),
            Value.integer(10),
            Value.integer(-1),
            Value.integer(Long.MAX_VALUE),
            s("10"));
    assertThat(find(index, new ExistsQuery("d"))).containsExactly(0L);
    assertThat(find(index, new TermQuery("d", Value.integer(10)))).containsExactly(0L);
  }

  @Test
  void addressesAndBlocksOfThem() {
    SearchIndex index =
        one(
            FieldSchema.of("ip", FieldType.IP),
            s("192.168.1.1"),
            s("::FFFF:192.168.1.2"),
            s("2001:db8::1"),
            s("localhost"),
            s("1.2.3"),
            s("1.2.3.999"));
    assertThat(find(index, new ExistsQuery("ip"))).containsExactly(0L, 1L, 2L);
    assertThat(find(index, term("ip", "192.168.1.2"))).containsExactly(1L);
    assertThat(find(index, term("ip", "::ffff:192.168.1.1"))).containsExactly(0L);
    assertThat(find(index, term("ip", "192.168.0.0/16"))).containsExactly(0L, 1L);
    assertThat(find(index, term("ip", "2001:db8::/32"))).containsExactly(2L);
    assertThat(find(index, new RangeQuery("ip", s("192.168.1.1"), false, s("192.168.1.255"), true)))
        .containsExactly(1L);
    // Written as IPv6, an IPv4 block begins behind 96 bits.
    assertThat(find(index, term("ip", "::ffff:192.168.0.0/112"))).containsExactly(0L, 1L);
    assertThat(find(index, term("ip", "::ffff:192.168.1.2/128"))).containsExactly(1L);
    assertThat(find(index, term("ip", "::ffff:10.0.0.0/104"))).isEmpty();
    assertThat(find(index, term("ip", "::ffff:10.0.0.0/96"))).containsExactly(0L, 1L);
    assertThat(find(index, term("ip", "::ffff:10.0.0.0/80"))).containsExactly(0L, 1L);
    assertThat(find(index, term("ip", "::ffff:192.168.0.0/16"))).containsExactly(0L, 1L);
    assertThat(find(index, term("ip", "0.0.0.0/0"))).containsExactly(0L, 1L);
    assertThat(find(index, term("ip", "::/0"))).containsExactly(0L, 1L, 2L);
    assertThat(find(index, term("ip", "2001:db8::1/128"))).containsExactly(2L);
    for (String bad :
        List.of(
            "localhost",
            "192.168.0.0/33",
            "/8",
            "1.1.1.1/",
            "::ffff:10.0.0.0/129",
            "2001:db8::/129")) {
      assertThatThrownBy(() -> find(index, term("ip", bad))).isInstanceOf(ServiceException.class);
    }
  }

  @Test
  void integersMayBeWrittenAsReals() {
    SearchIndex index =
        one(
            FieldSchema.of("l", FieldType.LONG),
            Value.integer(42),
            Value.real(42),
            Value.real(42.5),
            Value.real(-0.0),
            Value.real(-0x1p63),
            Value.real(0x1p63),
            Value.real(Double.NaN),
            s("42"));
    assertThat(find(index, new TermQuery("l", Value.integer(42)))).containsExactly(0L, 1L);
    assertThat(find(index, new TermQuery("l", Value.real(42)))).containsExactly(0L, 1L);
    assertThat(find(index, new TermQuery("l", Value.integer(0)))).containsExactly(3L);
    assertThat(find(index, new TermQuery("l", Value.integer(Long.MIN_VALUE)))).containsExactly(4L);
    assertThat(find(index, new ExistsQuery("l"))).containsExactly(0L, 1L, 3L, 4L);
    SearchIndex arrays =
        one(
            FieldSchema.builder("a", FieldType.LONG).array(true).build(),
            s("[1, 2.0]"),
            s("[1, 2.5]"));
    assertThat(find(arrays, new TermQuery("a", Value.integer(2)))).containsExactly(0L);
    assertThat(find(arrays, new ExistsQuery("a"))).containsExactly(0L);
  }

  @Test
  void arraysAreAllOrNothing() {
    SearchIndex index =
        one(
            FieldSchema.builder("a", FieldType.LONG).array(true).build(),
            s("[1, 2]"),
            s("[]"),
            s("[1, \"x\"]"),
            s("5"),
            Value.integer(1),
            s("[1, 2.5]"));
    assertThat(find(index, new ExistsQuery("a"))).containsExactly(0L, 4L);
    assertThat(find(index, new TermQuery("a", Value.integer(1)))).containsExactly(0L, 4L);
    StringBuilder many = new StringBuilder("[0");
    for (int i = 1; i < 300; i++) {
      many.append(',').append(i);
    }
    SearchIndex long1 =
        one(
            FieldSchema.builder("a", FieldType.LONG).array(true).build(),
            s(many.append(']').toString()));
    assertThat(find(long1, new TermQuery("a", Value.integer(255)))).containsExactly(0L);
    assertThat(find(long1, new TermQuery("a", Value.integer(256)))).isEmpty();
  }

  @Test
  void vectorsAreTextOrBytes() {
    Value bytes =
        Value.blob(
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1).putFloat(2).array());
    SearchIndex index =
        one(
            FieldSchema.builder("v", FieldType.VECTOR)
                .vectorOptions(new VectorOptions(2, VectorOptions.Metric.COSINE))
                .build(),
            s("[1, 2.5]"),
            bytes,
            s("[1]"),
            s("[0, 0]"),
            s("[1, \"2\"]"),
            Value.blob(new byte[7]));
    assertThat(find(index, new ExistsQuery("v"))).containsExactly(0L, 1L);
  }

  @Test
  void longVectors() {
    StringBuilder text = new StringBuilder("[1");
    for (int i = 1; i < 4096; i++) {
      text.append(",0.5");
    }
    SearchIndex index =
        one(
            FieldSchema.builder("v", FieldType.VECTOR)
                .vectorOptions(new VectorOptions(4096, VectorOptions.Metric.EUCLIDEAN))
                .build(),
            s(text.append(']').toString()));
    assertThat(find(index, new ExistsQuery("v"))).containsExactly(0L);
    index.commit(null);
  }

  @Test
  void virtualFieldsReadAnotherColumnTheirOwnWay() {
    IndexSchema schema =
        IndexSchema.of(
            FieldSchema.builder("asLong", FieldType.LONG).virtualOf("c").build(),
            FieldSchema.builder("asDouble", FieldType.DOUBLE).virtualOf("c").build(),
            FieldSchema.builder("asKeyword", FieldType.KEYWORD).virtualOf("c").build(),
            FieldSchema.builder("key", FieldType.KEYWORD).virtualOf("PK1").build());
    SearchIndex index =
        index(
            schema,
            Rows.row(1, cell("c", "14")),
            Rows.row(2, cell("c", 14)),
            Rows.row(3, cell("c", Value.real(14))),
            Rows.row(4, cell("c", "x")));
    assertThat(find(index, new TermQuery("asLong", Value.integer(14)))).containsExactly(1L, 2L);
    assertThat(find(index, new TermQuery("asDouble", Value.integer(14))))
        .containsExactly(1L, 2L, 3L);
    assertThat(find(index, term("asKeyword", "14"))).containsExactly(1L, 2L);
    assertThat(find(index, term("asKeyword", "14.0"))).containsExactly(3L);
    assertThat(find(index, term("key", "3"))).containsExactly(3L);
    assertThat(all(index, term("key", "3"), 1).hits().get(0).columns()).isEmpty();
  }

  @Test
  void keywordsAreBytesUpToALimit() {
    SearchIndex index =
        one(
            FieldSchema.of("k", FieldType.KEYWORD),
            s("x".repeat(4096)),
            s("x".repeat(4097)),
            s("表".repeat(1365)),
            s("表".repeat(1366)));
    assertThat(find(index, new ExistsQuery("k"))).containsExactly(0L, 2L);
  }

  @Test
  void leavesOfFlattenedObjects() {
    SearchIndex index =
        one(
            FieldSchema.of("f", FieldType.FLATTENED),
            s("{\"a\":{\"b\":\"x*\"},\"n\":[1,2],\"t\":true}"),
            s("{\"a\":{\"c\":\"x\"}}"),
            s("no"));
    assertThat(find(index, term("f.a.b", "x*"))).containsExactly(0L);
    assertThat(find(index, term("f.a", "x*"))).isEmpty();
    assertThat(find(index, term("f.n", "2"))).containsExactly(0L);
    assertThat(find(index, term("f.t", "true"))).containsExactly(0L);
    assertThat(find(index, new PrefixQuery("f.a.c", "x"))).containsExactly(1L);
    assertThat(find(index, new WildcardQuery("f.a.b", "?*"))).containsExactly(0L);
    assertThat(find(index, new ExistsQuery("f.a.b"))).containsExactly(0L);
    assertThat(find(index, new ExistsQuery("f"))).containsExactly(0L, 1L);
  }

  @Test
  void fieldsThatAreNotIndexedCannotBeQueriedButReturned() {
    SearchIndex index =
        one(FieldSchema.builder("k", FieldType.KEYWORD).index(false).build(), s("a"));
    assertThatThrownBy(() -> find(index, term("k", "a"))).isInstanceOf(ServiceException.class);
    assertThat(
            all(index, io.tabularium.search.query.MatchAllQuery.INSTANCE, 1)
                .hits()
                .get(0)
                .columns())
        .containsExactly(cell("k", "a"));
  }
}

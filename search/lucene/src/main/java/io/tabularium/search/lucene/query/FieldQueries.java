/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import io.tabularium.model.Errors;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import io.tabularium.search.lucene.document.DocumentWriter;
import io.tabularium.search.lucene.document.IpAddresses;
import io.tabularium.search.lucene.document.Mapping;
import io.tabularium.search.lucene.document.Names;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexField;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.InetAddressPoint;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;

/**
 * Queries on the values of one field, for each type of field.
 *
 * <p>Wherever a type has both, a query is given to Lucene in two forms: over the inverted or
 * spatial structure, which finds all documents at once, and over the column of values, which looks
 * at one document at a time. Lucene takes the second when another clause leaves few documents to
 * look at. For sets of values that is not enough, see {@link ValueSetQuery}.
 */
final class FieldQueries {
  private static final int IPV4_BITS = 32;
  private static final int IPV4_BYTES = 4;

  /** The bits before an IPv4 address that is mapped into IPv6. */
  private static final int MAPPED_BITS = 96;

  private static final int IPV6_BITS = 128;

  private final Mapping mapping;

  FieldQueries(Mapping mapping) {
    this.mapping = mapping;
  }

  /** A KEYWORD as a whole, with a score. */
  Query keyword(String path, String text) {
    return new TermQuery(new Term(path, text));
  }

  Query term(IndexField field, Value value) {
    String path = field.path();
    return switch (field.type()) {
      case KEYWORD, TEXT -> new TermQuery(new Term(path, Operands.text(value)));
      case BOOLEAN -> constant(new TermQuery(new Term(path, "" + Operands.truth(value))));
      case FUZZY_KEYWORD -> unscored(new TermQuery(leaf(field, Operands.text(value))));
      default -> terms(field, List.of(value));
    };
  }

  Query terms(IndexField field, List<Value> values) {
    String path = field.path();
    return switch (field.type()) {
      case LONG -> {
        long[] numbers =
            values.stream()
                .map(Operands::integer)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .distinct()
                .toArray();
        yield longs(path, numbers);
      }
      case DATE ->
          longs(
              path,
              values.stream()
                  .mapToLong(v -> Operands.date(v, mapping.dates(path)))
                  .distinct()
                  .toArray());
      case DOUBLE -> {
        double[] numbers = values.stream().mapToDouble(Operands::real).distinct().toArray();
        yield numbers.length == 1
            ? DoubleField.newExactQuery(path, numbers[0])
            : numbers(path, Arrays.stream(numbers).mapToLong(NumericUtils::doubleToSortableLong));
      }
      case BOOLEAN ->
          KeywordField.newSetQuery(
              path, values.stream().map(v -> new BytesRef("" + Operands.truth(v))).toList());
      case KEYWORD ->
          new StringSetQuery(path, values.stream().map(Operands::text).collect(Collectors.toSet()));
      case TEXT -> new TermInSetQuery(path, values.stream().map(Operands::text).toList());
      case FUZZY_KEYWORD -> {
        List<Term> terms = values.stream().map(v -> leaf(field, Operands.text(v))).toList();
        yield unscored(
            new TermInSetQuery(terms.get(0).field(), terms.stream().map(Term::bytes).toList()));
      }
      case IP -> constant(addresses(path, values));
      default -> throw Errors.searchQueryInvalid();
    };
  }

  private static Query longs(String path, long[] numbers) {
    return switch (numbers.length) {
      case 0 -> new MatchNoDocsQuery();
      case 1 -> LongField.newExactQuery(path, numbers[0]);
      default -> numbers(path, Arrays.stream(numbers));
    };
  }

  /** Any of several numbers, as they are in the column. */
  private static Query numbers(String path, LongStream different) {
    return new NumberSetQuery(path, different.sorted().toArray());
  }

  private static Query addresses(String path, List<Value> values) {
    List<InetAddress> single = new ArrayList<>();
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (Value value : values) {
      String text = value.type() == ValueType.STRING ? value.asString() : "";
      int slash = text.indexOf('/');
      if (slash < 0) {
        single.add(Operands.address(value));
      } else {
        any.add(block(path, text.substring(0, slash), text.substring(slash + 1)), Occur.SHOULD);
      }
    }
    if (!single.isEmpty()) {
      any.add(InetAddressPoint.newSetQuery(path, single.toArray(new InetAddress[0])), Occur.SHOULD);
    }
    return any.build();
  }

  private static Query block(String path, String address, String bits) {
    InetAddress parsed = IpAddresses.parse(address);
    if (parsed == null || !bits.matches("[0-9]{1,3}")) {
      throw Errors.searchQueryInvalid();
    }
    int prefix = Integer.parseInt(bits);
    if (parsed.getAddress().length != IPV4_BYTES) {
      return block(path, parsed, prefix);
    }
    if (prefix <= IPV4_BITS) {
      return block(path, parsed, MAPPED_BITS + prefix);
    }
    // Written as IPv6, an IPv4 address has 96 bits more in front; as it is the same address, a
    // short prefix means the same in either form.
    return block(path, parsed, address.indexOf(':') < 0 ? Integer.MAX_VALUE : prefix);
  }

  /**
   * All addresses that begin like one.
   *
   * @param prefix so many bits of the 128 that IPv4 addresses have, too, when mapped into IPv6
   */
  private static Query block(String path, InetAddress address, int prefix) {
    if (prefix > IPV6_BITS) {
      throw Errors.searchQueryInvalid();
    }
    byte[] low = InetAddressPoint.encode(address);
    byte[] high = low.clone();
    for (int bit = prefix; bit < IPV6_BITS; bit++) {
      low[bit / Byte.SIZE] &= (byte) ~(0x80 >>> bit % Byte.SIZE);
      high[bit / Byte.SIZE] |= (byte) (0x80 >>> bit % Byte.SIZE);
    }
    return InetAddressPoint.newRangeQuery(
        path, InetAddressPoint.decode(low), InetAddressPoint.decode(high));
  }

  Query range(IndexField field, RangeQuery range) {
    String path = field.path();
    return switch (field.type()) {
      case LONG -> {
        Long from =
            range.from() == null
                ? (Long) Long.MIN_VALUE
                : Operands.atLeast(range.from(), range.includeFrom());
        Long to =
            range.to() == null
                ? (Long) Long.MAX_VALUE
                : Operands.atMost(range.to(), range.includeTo());
        yield longs(path, from, to);
      }
      case DATE -> {
        long from = range.from() == null ? 0 : Operands.date(range.from(), mapping.dates(path));
        long to =
            range.to() == null ? Long.MAX_VALUE : Operands.date(range.to(), mapping.dates(path));
        boolean above = range.from() != null && !range.includeFrom();
        boolean below = range.to() != null && !range.includeTo();
        yield longs(
            path,
            above && from == Long.MAX_VALUE ? null : (Long) (above ? from + 1 : from),
            (Long) (below ? to - 1 : to));
      }
      case DOUBLE -> {
        double from = range.from() == null ? Double.NEGATIVE_INFINITY : Operands.real(range.from());
        double to = range.to() == null ? Double.POSITIVE_INFINITY : Operands.real(range.to());
        if (range.from() != null && !range.includeFrom()) {
          // No value is the negative zero, so the next after it is the first above 0.
          from = from == 0 ? Double.MIN_VALUE : DoublePoint.nextUp(from);
        }
        if (range.to() != null && !range.includeTo()) {
          to = to == 0 ? -Double.MIN_VALUE : DoublePoint.nextDown(to);
        }
        yield from > to ? new MatchNoDocsQuery() : DoubleField.newRangeQuery(path, from, to);
      }
      case KEYWORD -> {
        BytesRef from = range.from() == null ? null : Operands.text(range.from());
        BytesRef to = range.to() == null ? null : Operands.text(range.to());
        yield constant(
            new IndexOrDocValuesQuery(
                new TermRangeQuery(path, from, to, range.includeFrom(), range.includeTo()),
                SortedSetDocValuesField.newSlowRangeQuery(
                    path, from, to, range.includeFrom(), range.includeTo())));
      }
      case TEXT ->
          new TermRangeQuery(
              path,
              range.from() == null ? null : Operands.text(range.from()),
              range.to() == null ? null : Operands.text(range.to()),
              range.includeFrom(),
              range.includeTo());
      case IP -> addressRange(path, range);
      default -> throw Errors.searchQueryInvalid();
    };
  }

  private static Query longs(String path, Long from, Long to) {
    return from == null || to == null || from > to
        ? new MatchNoDocsQuery()
        : LongField.newRangeQuery(path, from, to);
  }

  private static Query addressRange(String path, RangeQuery range) {
    InetAddress from = InetAddressPoint.MIN_VALUE;
    InetAddress to = InetAddressPoint.MAX_VALUE;
    if (range.from() != null) {
      from = Operands.address(range.from());
      if (!range.includeFrom()) {
        if (from.equals(InetAddressPoint.MAX_VALUE)) {
          return new MatchNoDocsQuery();
        }
        from = InetAddressPoint.nextUp(from);
      }
    }
    if (range.to() != null) {
      to = Operands.address(range.to());
      if (!range.includeTo()) {
        if (to.equals(InetAddressPoint.MIN_VALUE)) {
          return new MatchNoDocsQuery();
        }
        to = InetAddressPoint.nextDown(to);
      }
    }
    BytesRef low = new BytesRef(InetAddressPoint.encode(from));
    BytesRef high = new BytesRef(InetAddressPoint.encode(to));
    return low.compareTo(high) > 0
        ? new MatchNoDocsQuery()
        : constant(
            new IndexOrDocValuesQuery(
                InetAddressPoint.newRangeQuery(path, from, to),
                SortedSetDocValuesField.newSlowRangeQuery(path, low, high, true, true)));
  }

  Query prefix(IndexField field, String prefix) {
    if (prefix.isEmpty() && !isFlattenedLeaf(field)) {
      return exists(field);
    }
    Term term = leaf(field, new BytesRef(prefix));
    return scoredIf(field, new PrefixQuery(term));
  }

  Query suffix(IndexField field, String suffix) {
    if (isFlattenedLeaf(field)) {
      return wildcards(field, "*", suffix);
    }
    String reversed = new StringBuilder(suffix).reverse().toString();
    return suffix.isEmpty()
        ? exists(field)
        : unscored(new PrefixQuery(new Term(Names.reversed(field.path()), reversed)));
  }

  Query wildcard(IndexField field, String pattern) {
    // A pattern that begins with anything and has no more of it is read backwards.
    if (field.type() == FieldType.FUZZY_KEYWORD
        && !isFlattenedLeaf(field)
        && pattern.startsWith("*")
        && !pattern.endsWith("*")) {
      String reversed = new StringBuilder(pattern).reverse().toString();
      return unscored(wildcard(new Term(Names.reversed(field.path()), escape(reversed))));
    }
    return wildcards(field, pattern, "");
  }

  private Query wildcards(IndexField field, String pattern, String literal) {
    String whole =
        isFlattenedLeaf(field)
            ? literal(leafPrefix(field)) + escape(pattern) + literal(literal)
            : escape(pattern) + literal(literal);
    return scoredIf(field, wildcard(new Term(lucene(field), whole)));
  }

  private static Query wildcard(Term pattern) {
    try {
      return new WildcardQuery(pattern);
    } catch (TooComplexToDeterminizeException e) {
      throw Errors.searchQueryInvalid();
    }
  }

  /** Lucene knows an escape character, the protocol does not. */
  private static String escape(String pattern) {
    return pattern.replace("\\", "\\\\");
  }

  private static String literal(String text) {
    return escape(text).replace("*", "\\*").replace("?", "\\?");
  }

  Query exists(IndexField field) {
    if (isFlattenedLeaf(field)) {
      return unscored(new PrefixQuery(leaf(field, new BytesRef())));
    }
    return switch (field.type()) {
      case FUZZY_KEYWORD, FLATTENED ->
          constant(new TermQuery(new Term(Names.PRESENT, field.path())));
      default -> constant(new FieldExistsQuery(field.path()));
    };
  }

  /** Whether the field is one of the leaves of a FLATTENED field, which share its terms. */
  private boolean isFlattenedLeaf(IndexField field) {
    return field.type() == FieldType.FUZZY_KEYWORD && !lucene(field).equals(field.path());
  }

  /** The Lucene field that has the terms. */
  private String lucene(IndexField field) {
    if (field.type() != FieldType.FUZZY_KEYWORD) {
      return field.path();
    }
    String path = field.path();
    for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
      IndexField parent = mapping.fields().find(path.substring(0, dot));
      if (parent != null && parent.type() == FieldType.FLATTENED) {
        return parent.path();
      }
    }
    return path;
  }

  private String leafPrefix(IndexField field) {
    return field.path().substring(lucene(field).length() + 1) + DocumentWriter.PATH_END;
  }

  private Term leaf(IndexField field, BytesRef text) {
    if (!isFlattenedLeaf(field)) {
      return new Term(field.path(), text);
    }
    BytesRef prefix = new BytesRef(leafPrefix(field));
    byte[] bytes = new byte[prefix.length + text.length];
    System.arraycopy(prefix.bytes, prefix.offset, bytes, 0, prefix.length);
    System.arraycopy(text.bytes, text.offset, bytes, prefix.length, text.length);
    return new Term(lucene(field), new BytesRef(bytes));
  }

  /** Queries on a FUZZY_KEYWORD have no say in scores. */
  private static Query scoredIf(IndexField field, Query query) {
    return field.type() == FieldType.FUZZY_KEYWORD ? unscored(query) : query;
  }

  private static Query constant(Query query) {
    return new ConstantScoreQuery(query);
  }

  private static Query unscored(Query query) {
    return new org.apache.lucene.search.BoostQuery(new ConstantScoreQuery(query), 0);
  }
}

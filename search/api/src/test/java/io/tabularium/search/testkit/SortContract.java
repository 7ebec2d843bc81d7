/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import static io.tabularium.search.testkit.Rows.cell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.SearchResult;
import io.tabularium.search.query.BoolQuery;
import io.tabularium.search.query.ExistsQuery;
import io.tabularium.search.query.FunctionsScoreQuery;
import io.tabularium.search.query.FunctionsScoreQuery.CombineMode;
import io.tabularium.search.query.FunctionsScoreQuery.ScoreMode;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.ScoreFunction;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.sort.DocSort;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.GeoDistanceSort;
import io.tabularium.search.sort.KeySort;
import io.tabularium.search.sort.ScoreSort;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortMode;
import io.tabularium.search.sort.SortOrder;
import io.tabularium.search.sort.Sorter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Orders of rows, and the scores some of them go by. */
public abstract class SortContract extends ContractBase {
  private static final IndexSchema SCHEMA =
      IndexSchema.of(
          FieldSchema.builder("l", FieldType.LONG).array(true).build(),
          FieldSchema.of("d", FieldType.DOUBLE),
          FieldSchema.of("e", FieldType.DOUBLE),
          FieldSchema.of("f", FieldType.DOUBLE),
          FieldSchema.of("s2", FieldType.KEYWORD),
          FieldSchema.of("s3", FieldType.KEYWORD),
          FieldSchema.builder("s", FieldType.KEYWORD).array(true).build(),
          FieldSchema.of("g", FieldType.GEO_POINT),
          FieldSchema.builder("t", FieldType.DATE).dateFormats(List.of("yyyy-MM-dd")).build());

  private SearchIndex index;

  @Override
  protected void prepare() {
    index =
        index(
            SCHEMA,
            Rows.row(
                1,
                cell("l", "[5, 1]"),
                cell("d", Value.real(1.5)),
                cell("s", "[\"b\",\"d\"]"),
                cell("g", "0,0"),
                cell("t", "2020-01-01")),
            Rows.row(
                2,
                cell("l", "[2]"),
                cell("e", Value.real(9)),
                cell("s", "[\"a\"]"),
                cell("g", "10,10"),
                cell("t", "2020-01-11")),
            Rows.row(
                3,
                cell("l", "[3, 4]"),
                cell("d", Value.real(-2)),
                cell("s3", "z"),
                cell("g", "0,1")),
            Rows.row(4, cell("e", Value.real(0)), cell("s", "[\"c\"]")));
  }

  private List<Long> by(Sorter... sorters) {
    return keys(
        index.search(SearchRequest.of(MatchAllQuery.INSTANCE).sort(Sort.by(sorters)).build()));
  }

  private static FieldSort field(
      String name, SortOrder order, SortMode mode, String missingField, Value missing) {
    return new FieldSort(
        name, order, mode, null, missingField == null ? null : List.of(missingField), missing);
  }

  private static FieldSort chain(String name, SortOrder order, String... others) {
    return new FieldSort(name, order, null, null, List.of(others), null);
  }

  @Test
  void byOneOfSeveralValues() {
    assertThat(by(new FieldSort("l", SortOrder.ASC))).containsExactly(1L, 2L, 3L, 4L);
    assertThat(by(new FieldSort("l", SortOrder.DESC))).containsExactly(1L, 3L, 2L, 4L);
    assertThat(by(field("l", SortOrder.ASC, SortMode.MAX, null, null)))
        .containsExactly(2L, 3L, 1L, 4L);
    assertThat(by(field("l", SortOrder.ASC, SortMode.AVG, null, null)))
        .containsExactly(2L, 1L, 3L, 4L);
    assertThat(by(new FieldSort("s", SortOrder.ASC))).containsExactly(2L, 1L, 4L, 3L);
    assertThat(by(new FieldSort("s", SortOrder.DESC))).containsExactly(1L, 4L, 2L, 3L);
    assertThat(by(new FieldSort("t", SortOrder.DESC))).containsExactly(2L, 1L, 3L, 4L);
  }

  @Test
  void withoutValue() {
    Value first = Value.string(FieldSort.FIRST);
    Value last = Value.string(FieldSort.LAST);
    assertThat(by(field("d", SortOrder.ASC, null, null, first))).containsExactly(2L, 4L, 3L, 1L);
    assertThat(by(field("d", SortOrder.DESC, null, null, first))).containsExactly(2L, 4L, 1L, 3L);
    assertThat(by(field("d", SortOrder.ASC, null, null, last))).containsExactly(3L, 1L, 2L, 4L);
    assertThat(by(field("d", SortOrder.DESC, null, null, last))).containsExactly(1L, 3L, 2L, 4L);
    assertThat(by(field("d", SortOrder.ASC, null, null, Value.integer(0))))
        .containsExactly(3L, 2L, 4L, 1L);
    assertThat(by(field("s", SortOrder.ASC, null, null, first))).containsExactly(3L, 2L, 1L, 4L);
    assertThat(by(field("s", SortOrder.DESC, null, null, first))).containsExactly(3L, 1L, 4L, 2L);
    assertThat(by(field("s", SortOrder.ASC, null, null, Value.string("bb"))))
        .containsExactly(2L, 1L, 3L, 4L);
    assertThat(by(field("d", SortOrder.DESC, null, "e", Value.real(1))))
        .containsExactly(2L, 1L, 4L, 3L);
    assertThat(by(chain("d", SortOrder.ASC, "e", "f"))).containsExactly(3L, 4L, 1L, 2L);
    assertThat(by(chain("f", SortOrder.DESC, "d", "e"))).containsExactly(2L, 1L, 4L, 3L);
    assertThat(by(chain("s", SortOrder.DESC, "s2", "s3"))).containsExactly(3L, 1L, 4L, 2L);
    assertThatThrownBy(() -> by(chain("d", SortOrder.ASC, "e", "nothing")))
        .isInstanceOf(ServiceException.class);
    assertThatThrownBy(() -> by(chain("d", SortOrder.ASC, "e", "l")))
        .isInstanceOf(ServiceException.class);
    assertThatThrownBy(() -> by(field("d", SortOrder.ASC, null, null, Value.string("x"))))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void everySortGoesOnFromPageToPage() {
    List<List<Sorter>> sorts =
        List.of(
            List.of(new FieldSort("l", SortOrder.DESC)),
            List.of(field("l", SortOrder.ASC, SortMode.AVG, null, null)),
            List.of(new FieldSort("s", SortOrder.DESC)),
            List.of(field("s", SortOrder.ASC, null, null, Value.string("bb"))),
            List.of(field("d", SortOrder.DESC, null, "e", null)),
            List.of(new KeySort(SortOrder.DESC)),
            List.of(new ScoreSort(SortOrder.DESC)),
            List.of(distance(SortOrder.ASC, GeoPoint.parse("0,0"))),
            List.of(distance(SortOrder.DESC, GeoPoint.parse("0,0"))),
            List.of(new FieldSort("t", SortOrder.ASC), new KeySort(SortOrder.DESC)));
    for (List<Sorter> sorters : sorts) {
      Sort sort = new Sort(sorters, false);
      SearchRequest whole = SearchRequest.of(MatchAllQuery.INSTANCE).sort(sort).build();
      List<Long> expected = keys(index.search(whole));
      assertThat(expected).hasSize(4);
      List<Long> seen = new ArrayList<>();
      SearchResult page = index.search(whole.toBuilder().limit(1).build());
      while (page.next() != null) {
        seen.addAll(keys(page));
        page = index.search(whole.toBuilder().limit(1).cursor(page.next()).build());
      }
      assertThat(page.hits()).isEmpty();
      assertThat(seen).as("%s", sorters).isEqualTo(expected);
    }
  }

  private static GeoDistanceSort distance(SortOrder order, GeoPoint... points) {
    return new GeoDistanceSort(
        "g", List.of(points), order, null, GeoDistanceSort.Distance.ARC, null);
  }

  @Test
  void byDistance() {
    GeoPoint origin = GeoPoint.parse("0,0");
    assertThat(by(distance(SortOrder.ASC, origin))).containsExactly(1L, 3L, 2L, 4L);
    assertThat(by(distance(SortOrder.DESC, origin))).containsExactly(2L, 3L, 1L, 4L);
    assertThat(by(distance(SortOrder.ASC, GeoPoint.parse("9,9"), GeoPoint.parse("0,1.1"))))
        .containsExactly(3L, 1L, 2L, 4L);
    assertThat(
            by(
                new GeoDistanceSort(
                    "g",
                    List.of(origin),
                    SortOrder.ASC,
                    SortMode.AVG,
                    GeoDistanceSort.Distance.PLANE,
                    null)))
        .containsExactly(1L, 3L, 2L, 4L);
  }

  @Test
  void rowsAlikeInAllSortersGetLostBetweenPagesIfTheyWantTo() {
    Sort loose = new Sort(List.of(new ScoreSort(SortOrder.DESC)), true);
    SearchRequest first = SearchRequest.of(MatchAllQuery.INSTANCE).sort(loose).limit(2).build();
    SearchResult page = index.search(first);
    assertThat(page.hits()).hasSize(2);
    assertThat(index.search(first.toBuilder().cursor(page.next()).build()).hits()).isEmpty();
  }

  @Test
  void sortsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> by(new FieldSort("nothing", SortOrder.ASC)))
        .isInstanceOf(ServiceException.class);
    assertThatThrownBy(() -> by(new DocSort(SortOrder.ASC))).isInstanceOf(ServiceException.class);
    assertThatThrownBy(() -> by(field("s", SortOrder.ASC, SortMode.AVG, null, null)))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void anIndexHasAnOrderOfItsOwn() {
    IndexSchema schema =
        new IndexSchema(
            List.of(FieldSchema.of("d", FieldType.DOUBLE)),
            Sort.by(new FieldSort("d", SortOrder.DESC)),
            List.of());
    SearchIndex sorted =
        index(
            schema,
            Rows.row(1, cell("d", Value.real(1))),
            Rows.row(2, cell("d", Value.real(3))),
            Rows.row(3, cell("d", Value.real(2))),
            Rows.row(4));
    SearchRequest two = SearchRequest.of(MatchAllQuery.INSTANCE).limit(2).build();
    SearchResult page = sorted.search(two);
    assertThat(keys(page)).containsExactly(2L, 3L);
    assertThat(keys(sorted.search(two.toBuilder().cursor(page.next()).build())))
        .containsExactly(1L, 4L);
    IndexSchema byKey =
        new IndexSchema(
            List.of(FieldSchema.of("d", FieldType.DOUBLE)),
            Sort.by(new FieldSort("PK1", SortOrder.DESC)),
            List.of());
    SearchIndex descending = index(byKey, Rows.row(1), Rows.row(3), Rows.row(2));
    assertThat(find(descending, MatchAllQuery.INSTANCE)).containsExactly(3L, 2L, 1L);
    IndexSchema backwards =
        new IndexSchema(
            List.of(FieldSchema.of("d", FieldType.DOUBLE)),
            Sort.by(new KeySort(SortOrder.DESC)),
            List.of());
    SearchIndex reversed = index(backwards, Rows.row(1), Rows.row(3), Rows.row(2));
    SearchResult first = reversed.search(two);
    assertThat(keys(first)).containsExactly(3L, 2L);
    assertThat(keys(reversed.search(two.toBuilder().cursor(first.next()).build())))
        .containsExactly(1L);
  }

  private static Query functions(
      Query query, ScoreMode mode, CombineMode combine, Double min, ScoreFunction... functions) {
    return new FunctionsScoreQuery(query, List.of(functions), mode, combine, min, null);
  }

  private float best(Query query) {
    return index
        .search(SearchRequest.of(query).sort(Sort.by(new ScoreSort(SortOrder.DESC))).build())
        .hits()
        .get(0)
        .score();
  }

  @Test
  void scoresFallWithDistance() {
    ScoreFunction near =
        new ScoreFunction(
            new ScoreFunction.Decay(
                "g",
                ScoreFunction.Curve.GAUSS,
                new ScoreFunction.GeoOrigin(GeoPoint.parse("10,10"), 1000, 0),
                0.5,
                ScoreFunction.MultiValueMode.MIN),
            2f,
            new ExistsQuery("g"));
    assertThat(best(functions(MatchAllQuery.INSTANCE, ScoreMode.MAX, CombineMode.MAX, null, near)))
        .isCloseTo(2, org.assertj.core.data.Offset.offset(0.001f));
    ScoreFunction linear =
        new ScoreFunction(
            new ScoreFunction.Decay(
                "d",
                ScoreFunction.Curve.LINEAR,
                new ScoreFunction.NumberOrigin(3.5, 1, 0.5),
                0.5,
                ScoreFunction.MultiValueMode.MIN),
            null,
            null);
    // 1.5 is 2 from the origin, 1.5 beyond the offset; the line reaches 0 at 2.
    assertThat(
            best(functions(new ExistsQuery("d"), ScoreMode.SUM, CombineMode.REPLACE, null, linear)))
        .isCloseTo(0.25f, org.assertj.core.data.Offset.offset(0.0001f));
    ScoreFunction date =
        new ScoreFunction(
            new ScoreFunction.Decay(
                "t",
                ScoreFunction.Curve.EXP,
                new ScoreFunction.DateOrigin(
                    Value.string("2020-01-21"),
                    new io.tabularium.search.query.DateInterval(
                        10, io.tabularium.search.query.DateInterval.Unit.DAY),
                    null),
                0.5,
                ScoreFunction.MultiValueMode.MIN),
            null,
            null);
    assertThat(
            best(functions(new ExistsQuery("t"), ScoreMode.SUM, CombineMode.REPLACE, null, date)))
        .isCloseTo(0.5f, org.assertj.core.data.Offset.offset(0.0001f));
  }

  /** Whatever the scale, a score is a number. */
  @Test
  void scoresOfExtremeScalesAreNumbers() {
    for (ScoreFunction.Curve curve : ScoreFunction.Curve.values()) {
      for (double scale : new double[] {Double.MIN_VALUE, 1e-200, 1e200, Double.MAX_VALUE}) {
        for (double origin : new double[] {1.5, Double.MAX_VALUE, -Double.MAX_VALUE}) {
          ScoreFunction decay =
              new ScoreFunction(
                  new ScoreFunction.Decay(
                      "d",
                      curve,
                      new ScoreFunction.NumberOrigin(origin, scale, 0),
                      0.5,
                      ScoreFunction.MultiValueMode.MIN),
                  null,
                  null);
          float score =
              best(
                  functions(new ExistsQuery("d"), ScoreMode.SUM, CombineMode.REPLACE, null, decay));
          assertThat(score).as("%s %s %s", curve, scale, origin).isBetween(0f, 1f);
          if (origin == 1.5) {
            assertThat(score).isEqualTo(1);
          }
        }
      }
    }
    ScoreFunction endless =
        new ScoreFunction(
            new ScoreFunction.FieldValueFactor("f", 1, ScoreFunction.Modifier.RECIPROCAL, 0.0),
            null,
            null);
    ScoreFunction none =
        new ScoreFunction(
            new ScoreFunction.FieldValueFactor("f", 1, ScoreFunction.Modifier.NONE, 0.0),
            null,
            null);
    assertThatThrownBy(
            () ->
                best(
                    functions(
                        MatchAllQuery.INSTANCE,
                        ScoreMode.MULTIPLY,
                        CombineMode.REPLACE,
                        null,
                        endless,
                        none)))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void functionsAreJoinedAndLowScoresLeftOut() {
    ScoreFunction two = new ScoreFunction(null, 2f, null);
    ScoreFunction three = new ScoreFunction(null, 3f, new TermQuery("l", Value.integer(2)));
    Query sum = functions(MatchAllQuery.INSTANCE, ScoreMode.SUM, CombineMode.SUM, null, two, three);
    assertThat(best(sum)).isEqualTo(6);
    Query min =
        functions(MatchAllQuery.INSTANCE, ScoreMode.MIN, CombineMode.REPLACE, null, two, three);
    assertThat(best(min)).isEqualTo(2);
    Query first =
        functions(MatchAllQuery.INSTANCE, ScoreMode.FIRST, CombineMode.AVG, null, three, two);
    assertThat(best(first)).isEqualTo(2);
    Query cut =
        functions(MatchAllQuery.INSTANCE, ScoreMode.MULTIPLY, CombineMode.SUM, 5.0, two, three);
    assertThat(find(index, cut)).containsExactly(2L);
    assertThat(count(index, BoolQuery.mustNot(cut))).isEqualTo(3);
    ScoreFunction value =
        new ScoreFunction(
            new ScoreFunction.FieldValueFactor("e", 4, ScoreFunction.Modifier.SQRT, 0.0),
            null,
            null);
    assertThat(
            best(
                functions(MatchAllQuery.INSTANCE, ScoreMode.SUM, CombineMode.REPLACE, null, value)))
        .isEqualTo(6);
    ScoreFunction random = new ScoreFunction(new ScoreFunction.RandomScore(), null, null);
    assertThat(
            best(
                functions(
                    MatchAllQuery.INSTANCE, ScoreMode.SUM, CombineMode.REPLACE, null, random)))
        .isBetween(0f, 1f);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import static io.tabularium.search.testkit.Rows.cell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.Value;
import io.tabularium.search.Document;
import io.tabularium.search.Highlight;
import io.tabularium.search.HighlightedField;
import io.tabularium.search.SearchHit;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.SearchResult;
import io.tabularium.search.query.FunctionScoreQuery;
import io.tabularium.search.query.MatchPhraseQuery;
import io.tabularium.search.query.MatchQuery;
import io.tabularium.search.query.MinimumShouldMatch;
import io.tabularium.search.query.PrefixQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.SuffixQuery;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.query.WildcardQuery;
import io.tabularium.search.schema.Analyzer;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.sort.ScoreSort;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Words: how texts are cut, scored and shown. */
public abstract class TextContract extends ContractBase {
  private static final IndexSchema TITLES =
      IndexSchema.of(
          FieldSchema.builder("title", FieldType.TEXT)
              .analyzer(Analyzer.of(Analyzer.Kind.MAX_WORD))
              .highlighting(true)
              .build(),
          FieldSchema.builder("author", FieldType.TEXT).build(),
          FieldSchema.of("pv", FieldType.LONG));

  private static final String[] TITLE = {
    "菊花茶是一款大部分人都适合的经典花茶", "秋天最适合饮用的几种花茶", "求推荐几款菊花茶店铺", "秋天的山坡上满地都是野生菊花，非常美，推荐，经典"
  };
  private static final long[] VIEWS = {120, 30, 25, 10};

  private SearchIndex titles() {
    Document[] rows = new Document[TITLE.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Rows.row(i, cell("title", TITLE[i]), cell("pv", VIEWS[i]), cell("author", "x"));
    }
    return index(TITLES, rows);
  }

  @Test
  void wordsOfTheDictionary() {
    SearchIndex index = titles();
    assertThat(count(index, new MatchQuery("title", "菊花茶"))).isEqualTo(4);
    assertThat(find(index, new MatchQuery("title", "梨花茶"))).containsExactly(0L, 1L, 2L);
    assertThat(find(index, new MatchQuery("title", "花茶"))).containsExactly(0L, 1L, 2L);
    assertThat(find(index, new MatchQuery("title", "菊花"))).containsExactly(0L, 2L, 3L);
    assertThat(find(index, new MatchQuery("title", "饮用花茶", MatchQuery.Operator.AND, null, 1)))
        .containsExactly(1L);
    assertThat(count(index, new MatchQuery("title", "饮用花茶"))).isEqualTo(3);
    assertThat(
            find(
                index,
                new MatchQuery(
                    "title", "饮用花茶", MatchQuery.Operator.OR, MinimumShouldMatch.count(2), 1)))
        .containsExactly(1L);
    assertThat(find(index, new MatchPhraseQuery("title", "野生菊花"))).containsExactly(3L);
    assertThat(find(index, new MatchPhraseQuery("title", "秋天菊花"))).isEmpty();
  }

  @Test
  void theBestRowFirst() {
    SearchResult result =
        titles()
            .search(
                SearchRequest.of(new MatchQuery("title", "花茶"))
                    .sort(Sort.by(new ScoreSort(SortOrder.DESC)))
                    .build());
    assertThat(result.hits().get(0).key().value(0).asLong()).isZero();
    assertThat(result.hits())
        .isSortedAccordingTo((a, b) -> Float.compare(b.score(), a.score()))
        .allMatch(hit -> hit.score() > 0);
  }

  @Test
  void scoresAreThoseOfTheService() {
    SearchResult result =
        titles()
            .search(
                SearchRequest.of(new FunctionScoreQuery(new MatchQuery("title", "花茶"), "pv"))
                    .sort(Sort.by(new ScoreSort(SortOrder.DESC)))
                    .build());
    assertThat(result.hits().stream().map(hit -> (int) hit.score())).containsExactly(53, 11, 9);
  }

  private static List<String> shown(SearchHit hit) {
    return hit.highlights().stream()
        .map(HighlightedField::fragments)
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void whatWasFoundIsShown() {
    Highlight highlight =
        new Highlight(
            Highlight.Encoder.PLAIN,
            List.of(
                new Highlight.Field(
                    "title", 1, 18, "<b>", "</b>", Highlight.FragmentOrder.TEXT_SEQUENCE)));
    SearchResult result =
        titles()
            .search(SearchRequest.of(new MatchQuery("title", "花茶")).highlight(highlight).build());
    assertThat(result.hits().stream().map(TextContract::shown))
        .containsExactly(
            List.of("菊<b>花茶</b>是一款大部分人都适合的经典<b>花茶</b>"),
            List.of("秋天最适合饮用的几种<b>花茶</b>"),
            List.of("求推荐几款菊<b>花茶</b>店铺"));
    assertThatThrownBy(
            () ->
                titles()
                    .search(
                        SearchRequest.of(new MatchQuery("title", "花茶"))
                            .highlight(
                                new Highlight(
                                    Highlight.Encoder.PLAIN,
                                    List.of(new Highlight.Field("author"))))
                            .build()))
        .hasMessageContaining("highlighting is not supported for field[author]");
  }

  @Test
  void longTextsAreShownInPiecesAndMarkupIsHarmless() {
    SearchIndex index =
        index(
            IndexSchema.of(
                FieldSchema.builder("t", FieldType.TEXT).highlighting(true).store(false).build()),
            Rows.row(1, cell("t", "one <two> three four one two five & six one")));
    Highlight.Field field =
        new Highlight.Field("t", 5, 12, "<em>", "</em>", Highlight.FragmentOrder.SCORE);
    SearchHit hit =
        index
            .search(
                SearchRequest.of(new MatchQuery("t", "one two"))
                    .highlight(new Highlight(Highlight.Encoder.HTML, List.of(field)))
                    .columns(io.tabularium.search.ColumnSelection.ALL)
                    .build())
            .hits()
            .get(0);
    assertThat(hit.columns()).isEmpty();
    assertThat(shown(hit))
        .containsExactly(
            "<em>one</em> &lt;<em>two</em>&gt; three",
            " four <em>one</em> <em>two</em>",
            " five &amp; six <em>one</em>");
    SearchHit phrase =
        index
            .search(
                SearchRequest.of(new MatchPhraseQuery("t", "four one"))
                    .highlight(
                        new Highlight(Highlight.Encoder.PLAIN, List.of(new Highlight.Field("t"))))
                    .build())
            .hits()
            .get(0);
    assertThat(shown(phrase))
        .containsExactly("one <two> three <em>four</em> <em>one</em> two five & six one");
  }

  @Test
  void phrasesAreShownWhereTheyAre() {
    SearchIndex index =
        index(
            IndexSchema.of(FieldSchema.builder("t", FieldType.TEXT).highlighting(true).build()),
            Rows.row(1, cell("t", "a b x a y b y y a y b a")));
    assertThat(shown(index, new MatchPhraseQuery("t", "a b")))
        .isEqualTo("[a] [b] x a y b y y a y b a");
    assertThat(shown(index, new MatchPhraseQuery("t", "a b", 1, 1)))
        .isEqualTo("[a] [b] x [a] y [b] y y [a] y [b] a");
    assertThat(shown(index, new MatchPhraseQuery("t", "b a", 0, 1)))
        .isEqualTo("a b x a y b y y a y [b] [a]");
    assertThat(shown(index, new MatchPhraseQuery("t", "b a", Integer.MAX_VALUE, 1)))
        .isEqualTo("[a] [b] x [a] y [b] y y [a] y [b] [a]");
    assertThat(shown(index, new MatchPhraseQuery("t", "a y b")))
        .isEqualTo("a b x [a] [y] [b] y y [a] [y] [b] a");
  }

  private static String shown(SearchIndex index, Query query) {
    Highlight.Field field =
        new Highlight.Field("t", 1, 1000, "'", "/", Highlight.FragmentOrder.TEXT_SEQUENCE);
    SearchRequest request =
        SearchRequest.of(query)
            .highlight(new Highlight(Highlight.Encoder.PLAIN, List.of(field)))
            .build();
    return shown(index.search(request).hits().get(0)).get(0).replace("'", "[").replace("/", "]");
  }

  private void expect(Analyzer analyzer, String text, Query query, boolean found) {
    try (SearchIndex index =
        index(
            IndexSchema.of(FieldSchema.builder("t", FieldType.TEXT).analyzer(analyzer).build()),
            Rows.row(1, cell("t", text)))) {
      assertThat(count(index, query)).as("%s in %s", query, text).isEqualTo(found ? 1 : 0);
    }
  }

  private static Query term(String text) {
    return new TermQuery("t", Value.string(text));
  }

  private static Query phrase(String text) {
    return new MatchPhraseQuery("t", text);
  }

  @Test
  void singleWords() {
    Analyzer plain = Analyzer.SINGLE_WORD;
    expect(plain, "iPhone6 手机", term("iphone6"), true);
    expect(plain, "iPhone6 手机", term("iPhone6"), false);
    expect(plain, "iPhone6 手机", term("手"), true);
    expect(plain, "iPhone6 手机", phrase("手机"), true);
    expect(plain, "iPhone6 手机", phrase("机手"), false);
    Analyzer cut = Analyzer.singleWord(true, true);
    expect(cut, "iPhone6", term("iPhone"), true);
    expect(cut, "iPhone6", term("6"), true);
    expect(cut, "iPhone6", term("iphone"), false);
  }

  @Test
  void pieces() {
    expect(Analyzer.split(null, null), "a-b C", term("a-b"), true);
    expect(Analyzer.split(null, null), "a-b C", term("c"), true);
    expect(Analyzer.split(",", true), "a b,C,,d", term("a b"), true);
    expect(Analyzer.split(",", true), "a b,C,,d", term("C"), true);
    expect(Analyzer.split("\\#", null), "a#b", term("b"), true);
  }

  @Test
  void fewWordsOfTheDictionary() {
    Analyzer few = Analyzer.of(Analyzer.Kind.MIN_WORD);
    expect(few, "梨花茶", term("花茶"), true);
    expect(few, "梨花茶", term("梨花"), false);
    expect(few, "中华人民共和国-国歌", term("中华人民共和国"), true);
    expect(few, "中华人民共和国-国歌", term("国歌"), true);
    expect(few, "中华人民共和国-国歌", term("人民"), false);
    Analyzer all = Analyzer.of(Analyzer.Kind.MAX_WORD);
    for (String word : List.of("中华人民共和国", "中华人民", "中华", "华人", "人民共和国", "人民", "共和国", "国歌")) {
      expect(all, "中华人民共和国-国歌", term(word), true);
    }
    expect(all, "the ots2 service", phrase("ots2"), true);
    expect(all, "the ots3 service", phrase("ots2"), false);
  }

  @Test
  void anyPartOfATextIsAPhrase() {
    Analyzer fuzzy = Analyzer.fuzzy(1, 3, null);
    String text = "Tablestore 表格存储, v2";
    for (String part : List.of("t", "bles", "TABLESTORE", "tore 表格", "格存储 v", "v2")) {
      expect(fuzzy, text, phrase(part), true);
    }
    for (String part : List.of("tables2", "存表", "tore表格", "store v2")) {
      expect(fuzzy, text, phrase(part), false);
    }
    expect(Analyzer.fuzzy(2, 3, null), text, phrase("t"), false);
    expect(Analyzer.of(Analyzer.Kind.FUZZY), text, phrase("blesto"), true);
  }

  @Test
  void phrasesDoNotReachFromOneTextOfAnArrayToTheNext() {
    SearchIndex index =
        index(
            IndexSchema.of(FieldSchema.builder("t", FieldType.TEXT).array(true).build()),
            Rows.row(1, cell("t", "[\"one two\", \"three\"]")));
    assertThat(count(index, phrase("one two"))).isEqualTo(1);
    assertThat(count(index, phrase("two three"))).isZero();
    assertThat(count(index, new MatchQuery("t", "three"))).isEqualTo(1);
  }

  @Test
  void partsOfFuzzyKeywords() {
    SearchIndex index =
        index(
            IndexSchema.of(FieldSchema.of("f", FieldType.FUZZY_KEYWORD)),
            Rows.row(1, cell("f", "photo-001.JPG")),
            Rows.row(2, cell("f", "photo-002.png")),
            Rows.row(3, cell("f", "照片.JPG")));
    assertThat(find(index, new PrefixQuery("f", "photo"))).containsExactly(1L, 2L);
    assertThat(find(index, new SuffixQuery("f", ".JPG"))).containsExactly(1L, 3L);
    assertThat(find(index, new SuffixQuery("f", "片.JPG"))).containsExactly(3L);
    assertThat(find(index, new WildcardQuery("f", "*00?*"))).containsExactly(1L, 2L);
    assertThat(find(index, new WildcardQuery("f", "*.jpg"))).isEmpty();
    assertThat(find(index, new WildcardQuery("f", "*2.png"))).containsExactly(2L);
    assertThat(find(index, new TermQuery("f", Value.string("照片.JPG")))).containsExactly(3L);
    assertThat(find(index, new io.tabularium.search.query.ExistsQuery("f")))
        .containsExactly(1L, 2L, 3L);
  }
}

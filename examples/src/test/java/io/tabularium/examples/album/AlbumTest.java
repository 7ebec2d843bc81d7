/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.album;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.Row;
import io.tabularium.examples.search.ExampleServer;
import io.tabularium.examples.search.ExampleServer.Outcome;
import io.tabularium.examples.search.Found;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example's answers, against the same worked out from its files. */
final class AlbumTest {
  private static final int ROWS = 8_000;
  private static final double EARTH_METERS = 6_371_008.8;

  private static final List<AlbumFile> FILES =
      LongStream.range(0, ROWS).mapToObj(AlbumFile::of).toList();

  @TempDir static Path data;
  private static ExampleServer server;
  private static Outcome outcome;
  private static AlbumQuestions questions;

  @BeforeAll
  static void run() {
    server = new ExampleServer(data);
    Album album = new Album();
    outcome = server.run(album, "--rows", Integer.toString(ROWS));
    questions = new AlbumQuestions(server.table(album));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<AlbumFile> files(Predicate<AlbumFile> which) {
    return FILES.stream().filter(which).toList();
  }

  private static boolean createdIn(AlbumFile file, String from, String until) {
    return file.created() >= Instant.parse(from + "T00:00:00Z").getEpochSecond()
        && file.created() < Instant.parse(until + "T00:00:00Z").getEpochSecond();
  }

  private static boolean tagged(AlbumFile file, String name, String tag) {
    return file.tags().contains(new AlbumFile.Tag(name, tag));
  }

  private static Comparator<AlbumFile> by(Comparator<AlbumFile> order) {
    return order
        .thenComparing(AlbumFile::user)
        .thenComparing(AlbumFile::created)
        .thenComparing(AlbumFile::id);
  }

  /** Some files in an order, of which a page is found. */
  private static void assertFound(Found found, List<AlbumFile> files, Comparator<AlbumFile> order) {
    assertThat(files).as("a question whose answer is nothing proves nothing").isNotEmpty();
    assertThat(found.total()).isEqualTo(files.size());
    assertThat(found.rows())
        .extracting(AlbumTest::file)
        .isEqualTo(files.stream().sorted(by(order)).limit(100).map(AlbumFile::id).toList());
  }

  private static String file(Row row) {
    return row.getPrimaryKey().getPrimaryKeyColumn("file").getValue().asString();
  }

  private static double meters(String place, String other) {
    double[] one = coordinates(place);
    double[] two = coordinates(other);
    double latitudes = Math.sin((one[0] - two[0]) / 2);
    double longitudes = Math.sin((one[1] - two[1]) / 2);
    double chord =
        latitudes * latitudes + Math.cos(one[0]) * Math.cos(two[0]) * longitudes * longitudes;
    return 2 * EARTH_METERS * Math.asin(Math.sqrt(chord));
  }

  private static double[] coordinates(String place) {
    int comma = place.indexOf(',');
    return new double[] {
      Math.toRadians(Double.parseDouble(place.substring(0, comma))),
      Math.toRadians(Double.parseDouble(place.substring(comma + 1)))
    };
  }

  private static Comparator<AlbumFile> newestFirst() {
    return Comparator.comparing(AlbumFile::created).reversed();
  }

  @Test
  void everyQuestionIsAnswered() {
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines().filter(line -> line.endsWith("?"))).hasSize(8);
    assertThat(outcome.out().lines().filter(line -> line.matches("  \\([0-9.]+ ms\\)"))).hasSize(8);
  }

  @Test
  void photosByTheLake() {
    assertFound(
        questions.byTheLake(),
        files(
            file ->
                file.type().equals("image")
                    && file.place() != null
                    && createdIn(file, "2019-09-01", "2019-10-01")
                    && meters(file.place(), AlbumQuestions.LAKE) <= 1_000),
        Comparator.comparing(file -> meters(file.place(), AlbumQuestions.LAKE)));
  }

  @Test
  void spreadsheetsAboutAWord() {
    assertFound(
        questions.reportCards(),
        files(
            file ->
                file.type().equals("spreadsheet")
                    && createdIn(file, "2019-01-01", "2020-01-01")
                    && (file.description().contains("成绩单")
                        || file.description().contains("report card"))),
        newestFirst());
  }

  @Test
  void manyConditions() {
    assertFound(
        questions.largeStarredPhotosOfShanghai(),
        files(
            file ->
                file.type().equals("image")
                    && tagged(file, "place", "上海")
                    && file.megabytes() > 100
                    && file.starred()
                    && createdIn(file, "1970-01-01", "2019-09-01")),
        Comparator.comparing(AlbumFile::megabytes).reversed());
  }

  @Test
  void tags() {
    assertFound(
        questions.dogsInTheSnow(),
        files(
            file ->
                file.type().equals("image")
                    && tagged(file, "animal", "狗")
                    && tagged(file, "weather", "雪")),
        newestFirst());
  }

  @Test
  void counts() {
    assertThat(questions.perType())
        .isEqualTo(
            FILES.stream().collect(Collectors.groupingBy(AlbumFile::type, Collectors.counting())));
    assertThat(questions.overOneGigabyte())
        .isPositive()
        .isEqualTo(files(file -> file.megabytes() >= 1024).size());
    Map<Integer, Long> years =
        FILES.stream()
            .collect(
                Collectors.groupingBy(
                    file ->
                        Instant.ofEpochSecond(file.created()).atOffset(ZoneOffset.UTC).getYear(),
                    Collectors.counting()));
    years.remove(2020);
    assertThat(questions.perYear()).hasSize(3).isEqualTo(years);
  }

  @Test
  void theLargestVideo() {
    List<AlbumFile> videos = files(file -> file.type().equals("video"));
    Found found = questions.largestVideo();
    assertThat(found.total()).isEqualTo(videos.size());
    assertThat(found.rows())
        .extracting(row -> row.getLatestColumn("size").getValue().asDouble())
        .containsExactly(videos.stream().mapToDouble(AlbumFile::megabytes).max().orElseThrow());
  }
}

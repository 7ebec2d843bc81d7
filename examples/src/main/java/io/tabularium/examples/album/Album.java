/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.album;

import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PrimaryKeyBuilder;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.PrimaryKeyValue;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.TableMeta;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import io.tabularium.examples.search.Design;
import io.tabularium.examples.search.Found;
import io.tabularium.examples.search.Interview;
import io.tabularium.examples.search.SearchExample;
import io.tabularium.examples.search.SearchedTable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/**
 * A photo drive: the files themselves lie elsewhere, what is known about them is a table, and a
 * search index over it answers what its key cannot.
 */
@Command(
    name = "tabularium example album",
    description = "A photo drive's files: makes a table with a search index and asks it questions.")
public final class Album extends SearchExample {
  static final String TABLE = "example_album";
  static final String INDEX = "files";

  @Override
  protected Design design() {
    TableMeta table = new TableMeta(TABLE);
    // One user's files lie together, in the order of time.
    table.addPrimaryKeyColumn("user", PrimaryKeyType.STRING);
    table.addPrimaryKeyColumn("created", PrimaryKeyType.INTEGER);
    table.addPrimaryKeyColumn("file", PrimaryKeyType.STRING);
    return new Design(table, INDEX, fields(), number -> row(AlbumFile.of(number)));
  }

  private static List<FieldSchema> fields() {
    return List.of(
        new FieldSchema("user", FieldType.KEYWORD),
        new FieldSchema("created", FieldType.LONG),
        new FieldSchema("file", FieldType.KEYWORD),
        new FieldSchema("type", FieldType.KEYWORD),
        new FieldSchema("place", FieldType.GEO_POINT),
        new FieldSchema("size", FieldType.DOUBLE),
        new FieldSchema("status", FieldType.KEYWORD),
        // Each tag is a row of its own within the file's, so its members are found together.
        new FieldSchema("tags", FieldType.NESTED)
            .setSubFieldSchemas(
                List.of(
                    new FieldSchema("name", FieldType.KEYWORD),
                    new FieldSchema("tag", FieldType.KEYWORD))),
        new FieldSchema("starred", FieldType.BOOLEAN),
        // Every Chinese character is a word, so that phrases find any part of a sentence.
        new FieldSchema("description", FieldType.TEXT)
            .setAnalyzer(FieldSchema.Analyzer.SingleWord));
  }

  private static RowPutChange row(AlbumFile file) {
    PrimaryKey key =
        PrimaryKeyBuilder.createPrimaryKeyBuilder()
            .addPrimaryKeyColumn("user", PrimaryKeyValue.fromString(file.user()))
            .addPrimaryKeyColumn("created", PrimaryKeyValue.fromLong(file.created()))
            .addPrimaryKeyColumn("file", PrimaryKeyValue.fromString(file.id()))
            .build();
    RowPutChange row =
        new RowPutChange(TABLE, key)
            .addColumn("type", ColumnValue.fromString(file.type()))
            .addColumn("size", ColumnValue.fromDouble(file.megabytes()))
            .addColumn("status", ColumnValue.fromString(file.status()))
            .addColumn("tags", ColumnValue.fromString(file.tagsAsJson()))
            .addColumn("url", ColumnValue.fromString(file.url()))
            .addColumn("starred", ColumnValue.fromBoolean(file.starred()))
            .addColumn("description", ColumnValue.fromString(file.description()));
    if (file.place() != null) {
      row.addColumn("place", ColumnValue.fromString(file.place()));
    }
    return row;
  }

  @Override
  protected void ask(SearchedTable table, Interview interview) {
    AlbumQuestions questions = new AlbumQuestions(table);
    interview.ask(
        "Which photos were taken within 1 km of the West Lake in Hangzhou last September?",
        questions::byTheLake,
        found -> found.tell("photos, the nearest first", Album::tell));
    interview.ask(
        "Which spreadsheets of 2019 are about a report card?",
        questions::reportCards,
        found -> found.tell("spreadsheets, the newest first", Album::tell));
    interview.ask(
        "Which starred photos over 100 MB from before September 2019 show Shanghai?",
        questions::largeStarredPhotosOfShanghai,
        found -> found.tell("photos, the largest first", Album::tell));
    interview.ask(
        "In which photos is a dog in the snow?",
        questions::dogsInTheSnow,
        found -> found.tell("photos, the newest first", Album::tell));
    interview.ask("How many files are there of each type?", questions::perType, Album::tellCounts);
    interview.ask(
        "How many files are over 1 GB?", questions::overOneGigabyte, count -> tellCount(count));
    interview.ask(
        "How large is the largest video?",
        questions::largestVideo,
        found -> found.tell("videos, the largest first", Album::tell));
    interview.ask(
        "How many files came in each of the last three years?",
        questions::perYear,
        Album::tellCounts);
  }

  private static String tell(Row row) {
    long created = row.getPrimaryKey().getPrimaryKeyColumn("created").getValue().asLong();
    return String.format(
        Locale.ROOT,
        "%s  %s  %,.1f MB  %s",
        row.getPrimaryKey().getPrimaryKeyColumn("file").getValue().asString(),
        LocalDate.ofInstant(Instant.ofEpochSecond(created), ZoneOffset.UTC),
        row.getLatestColumn("size").getValue().asDouble(),
        Found.text(row, "description"));
  }

  private static List<String> tellCounts(Map<?, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> String.format(Locale.ROOT, "%-12s %,8d", entry.getKey(), entry.getValue()))
        .toList();
  }

  private static List<String> tellCount(long count) {
    return List.of(String.format(Locale.ROOT, "%,d", count));
  }
}

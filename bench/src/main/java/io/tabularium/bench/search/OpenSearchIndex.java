/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tabularium.model.Cell;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;

/** Orders in an index of OpenSearch, over HTTP. Thread-safe. */
final class OpenSearchIndex {
  private static final String INDEX = "/orders";
  private static final String MAPPING =
      """
      {"settings": {"number_of_shards": 1, "number_of_replicas": 0},
       "mappings": {"dynamic": "strict", "properties": {
         "buyer": {"type": "keyword"}, "shop": {"type": "keyword"}, "status": {"type": "keyword"},
         "time": {"type": "date", "format": "epoch_millis"}, "amount": {"type": "double"},
         "pieces": {"type": "long"}, "starred": {"type": "boolean"},
         "place": {"type": "geo_point"}, "title": {"type": "text"},
         "tags": {"type": "nested", "properties": {
           "name": {"type": "keyword"}, "weight": {"type": "long"}}}}}}
      """;

  private final URI endpoint;

  OpenSearchIndex(URI endpoint) {
    this.endpoint = endpoint;
  }

  private String send(String method, String path, String type, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve(path))
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return new String(Http.send(request), UTF_8);
  }

  private String send(String method, String path, String body) {
    return send(method, path, "application/json", body.getBytes(UTF_8));
  }

  void create() {
    String unused = send("PUT", INDEX, MAPPING);
  }

  /** A request with orders. */
  static byte[] bulk(OrderRows rows, int from, int to) {
    StringBuilder bulk = new StringBuilder();
    for (int id = from; id < to; id++) {
      bulk.append("{\"index\":{\"_id\":\"").append(id).append("\"}}\n{");
      List<Cell> cells = rows.cells(id);
      for (int i = 0; i < cells.size(); i++) {
        bulk.append(i == 0 ? "\"" : ",\"").append(cells.get(i).nameText()).append("\":");
        value(cells.get(i), bulk);
      }
      bulk.append("}\n");
    }
    return bulk.toString().getBytes(UTF_8);
  }

  /** Takes orders in; what has been answered is on disk. */
  void load(byte[] bulk) {
    String reply = send("POST", INDEX + "/_bulk", "application/x-ndjson", bulk);
    if (!reply.contains("\"errors\":false")) {
      throw new IllegalStateException("OpenSearch refused rows");
    }
  }

  /** No string of an order needs to be escaped, and its tags are JSON already. */
  private static void value(Cell cell, StringBuilder out) {
    switch (cell.value().type()) {
      case INTEGER -> out.append(cell.value().asLong());
      case DOUBLE -> out.append(cell.value().asDouble());
      case BOOLEAN -> out.append(cell.value().asBoolean());
      default -> {
        boolean json = cell.nameText().equals("tags");
        out.append(json ? "" : "\"").append(cell.value().asString()).append(json ? "" : "\"");
      }
    }
  }

  /** Makes everything searchable; answers how many orders there are. */
  int refresh() {
    String unused = send("POST", INDEX + "/_refresh", "");
    String count = send("GET", INDEX + "/_count", "");
    return Integer.parseInt(count.replaceAll("^\\{\"count\":(\\d+).*$", "$1"));
  }

  /** Writes everything to files and drops the log of what they have. */
  void flush() {
    String unused = send("POST", INDEX + "/_flush?force=true&wait_if_ongoing=true", "");
  }

  /** Answers a question; how many rows or groups are on its page. */
  int ask(String body) {
    String reply = send("POST", INDEX + "/_search?request_cache=false", body);
    if (!reply.contains("\"timed_out\":false")) {
      throw new IllegalStateException("OpenSearch ran out of time");
    }
    return occurrences(reply, "\"_id\":") + occurrences(reply, "\"doc_count\":");
  }

  private static int occurrences(String text, String what) {
    int count = 0;
    for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + 1)) {
      count++;
    }
    return count;
  }
}

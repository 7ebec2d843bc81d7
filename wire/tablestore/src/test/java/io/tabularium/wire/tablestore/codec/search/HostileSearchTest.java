/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.SearchProtocolBuilder;
import com.alicloud.openservices.tablestore.model.search.CreateSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.IndexSchema;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;
import io.tabularium.wire.tablestore.codec.Mutations;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.SearchIndexProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Searches nobody should send: the decoders either answer or blame the request. Every run takes new
 * input; a failure names the seed that repeats it ({@code -Dfuzz.seed}).
 */
@Timeout(120)
class HostileSearchTest {
  private static final int ROUNDS = 100_000;
  private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());

  @BeforeAll
  static void printSeed() {
    System.out.println("Hostile searches: -Dfuzz.seed=" + SEED);
  }

  @Test
  void searches() {
    List<byte[]> samples = new ArrayList<>();
    SdkSearches.queries().forEach(query -> samples.add(SdkSearches.search(query)));
    samples.add(SdkSearches.search(SdkSearches.everything()));
    withstand(samples, ROUNDS, body -> SearchRequests.decode(SearchRequests.search(body)));
  }

  @Test
  void scans() {
    withstand(
        List.of(SdkSearches.scan()),
        ROUNDS / 5,
        body -> SearchRequests.decode(SearchRequests.scan(body)));
  }

  @Test
  void schemas() {
    IndexSchema schema = new IndexSchema();
    FieldSchema text = new FieldSchema("t", FieldType.TEXT);
    text.setAnalyzer(FieldSchema.Analyzer.Fuzzy);
    FieldSchema nested = new FieldSchema("n", FieldType.NESTED);
    nested.setSubFieldSchemas(Arrays.asList(new FieldSchema("k", FieldType.KEYWORD), text));
    schema.setFieldSchemas(Arrays.asList(text, nested, new FieldSchema("d", FieldType.DATE)));
    CreateSearchIndexRequest request = new CreateSearchIndexRequest("t", "i");
    request.setIndexSchema(schema);
    withstand(
        List.of(SearchProtocolBuilder.buildCreateSearchIndexRequest(request).toByteArray()),
        ROUNDS / 5,
        body ->
            IndexMessages.spec(
                TableMessages.parse(SearchIndexProto.CreateSearchIndexRequest.parser(), body)));
  }

  private static void withstand(List<byte[]> samples, int rounds, Consumer<byte[]> decoder) {
    // What is not changed is understood, so the changes begin from something.
    samples.forEach(decoder);
    Mutations mutations = new Mutations(SEED);
    int refused = 0;
    for (int round = 0; round < rounds; round++) {
      byte[] input = mutations.next(samples);
      try {
        decoder.accept(input);
      } catch (ServiceException e) {
        refused++;
        assertThat(e.code()).isEqualTo(ErrorCode.OTSParameterInvalid);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(
            "round " + round + " of seed " + SEED + ": " + HexFormat.of().formatHex(input), e);
      }
    }
    assertThat(refused).isBetween(rounds / 10, rounds - rounds / 100);
  }
}

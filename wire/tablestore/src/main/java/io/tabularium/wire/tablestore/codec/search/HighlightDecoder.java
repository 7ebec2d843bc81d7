/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import io.tabularium.search.Highlight;
import io.tabularium.wire.tablestore.proto.SearchQueryProto;
import java.util.ArrayList;
import java.util.List;

/** Reads what is to be shown of the texts found. */
final class HighlightDecoder {
  private HighlightDecoder() {}

  static Highlight highlight(SearchQueryProto.Highlight message) {
    List<Highlight.Field> fields = new ArrayList<>();
    message.getHighlightParametersList().forEach(field -> fields.add(field(field)));
    return new Highlight(
        message.getHighlightEncoder() == SearchQueryProto.HighlightEncoder.HE_HTML
            ? Highlight.Encoder.HTML
            : Highlight.Encoder.PLAIN,
        fields);
  }

  private static Highlight.Field field(SearchQueryProto.HighlightParameter message) {
    Highlight.Field defaults = new Highlight.Field(message.getFieldName());
    return new Highlight.Field(
        message.getFieldName(),
        message.hasNumberOfFragments() ? message.getNumberOfFragments() : defaults.fragments(),
        message.hasFragmentSize() ? message.getFragmentSize() : defaults.fragmentSize(),
        message.hasPreTag() ? message.getPreTag() : defaults.preTag(),
        message.hasPostTag() ? message.getPostTag() : defaults.postTag(),
        message.getFragmentsOrder() == SearchQueryProto.HighlightFragmentOrder.HF_SCORE
            ? Highlight.FragmentOrder.SCORE
            : defaults.order());
  }
}

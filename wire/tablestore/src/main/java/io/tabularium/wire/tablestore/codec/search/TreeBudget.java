/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.ServiceException;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * How much of a request's trees has been decoded. It bounds what decoding can cost: the number of
 * nodes of all trees together, and how deep they go, which is also how deep the decoder calls
 * itself.
 */
final class TreeBudget {
  private int nodes;
  private int depth;

  /** Enters a node; each call is followed by {@link #leave}. */
  void enter() {
    if (++nodes > Limits.SEARCH_QUERY_NODES || ++depth > Limits.SEARCH_QUERY_DEPTH) {
      throw Errors.searchQueryInvalid();
    }
  }

  /** Leaves the node entered last. */
  void leave() {
    depth--;
  }

  /**
   * Parses the message inside a bytes field. Its own bytes fields share the request's array, so
   * that deep nesting does not copy the innermost part once for each level.
   */
  static <M extends MessageLite> M parse(Parser<M> parser, ByteString bytes) {
    return parse(parser, bytes, Errors::searchQueryInvalid);
  }

  /** The same with another error for what is no such message. */
  static <M extends MessageLite> M parse(
      Parser<M> parser, ByteString bytes, Supplier<ServiceException> malformed) {
    try {
      CodedInputStream in = bytes.newCodedInput();
      in.enableAliasing(true);
      M message = parser.parseFrom(in);
      in.checkLastTagWas(0);
      return message;
    } catch (IOException e) {
      throw malformed.get();
    }
  }
}

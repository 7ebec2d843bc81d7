/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import io.tabularium.model.ServiceException;
import java.util.concurrent.CompletableFuture;

/**
 * One operation of the protocol: takes the decoded HTTP body, decodes the message, calls the
 * engine, encodes the answer. Runs on a worker thread, unless it is {@link #brief}, and may block
 * it on reads; never on durability, for which it returns a future.
 */
public interface Operation {
  /** The name in the request line, such as {@code GetRow} or {@code tunnel/list}. */
  String name();

  /** The access it needs on the instance as a whole; tables are checked through {@link Call}. */
  Access access();

  /**
   * Whether it is over in some ten microseconds as a rule. Such an operation may be run on a
   * network thread, which spares the waking of a worker; it moves to the workers by itself while it
   * takes longer, on a cold cache for instance. Where it would have to wait it is given up there,
   * before it has had any effect, and run again on a worker (see {@link
   * io.tabularium.storage.Haste}).
   */
  default boolean brief() {
    return false;
  }

  /**
   * What the client is told of an error: some operations have codes of their own.
   *
   * @param refusal what went wrong, here or on the way here
   * @param apiVersion the version of the protocol the client says it speaks; {@code null} if it
   *     says none
   */
  default ServiceException told(ServiceException refusal, String apiVersion) {
    return refusal;
  }

  /**
   * Does it.
   *
   * @param body the serialized request message, decompressed
   * @return the reply; completed exceptionally, or thrown directly, with a {@link ServiceException}
   *     for every refusal
   */
  CompletableFuture<Reply> run(Call call, byte[] body);
}

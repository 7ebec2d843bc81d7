/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.ProtoReader;
import java.util.concurrent.CompletableFuture;

/**
 * Names the search indexes of a table or of the instance: there are none, as none can be created.
 * It is answered all the same because applications and the SDKs' own test suites look for indexes
 * to delete before they delete a table.
 */
final class ListSearchIndex extends EngineOperation {
  ListSearchIndex(Engine engine) {
    super("ListSearchIndex", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    String table = null;
    ProtoReader in = new ProtoReader(body);
    while (in.next()) {
      if (in.tag() == (1 << 3 | ProtoReader.BYTES)) {
        table = in.string();
      } else {
        in.skip();
      }
    }
    if (table != null && !table.isEmpty()) {
      enter(call, table);
      var unused = engine.describeTable(call.instance(), table); // it must exist
    }
    return done(Reply.EMPTY);
  }
}

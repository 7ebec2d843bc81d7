/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.TablestoreProto.ListTableRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.ListTableResponse;
import java.util.concurrent.CompletableFuture;

/** Names the tables of an instance that the caller has any business with. */
final class ListTable extends EngineOperation {
  ListTable(Engine engine) {
    super("ListTable", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    TableMessages.parse(ListTableRequest.parser(), body);
    return done(
        ListTableResponse.newBuilder()
            .addAllTableNames(
                engine.listTables(call.instance()).stream().filter(call::mayKnow).toList())
            .build());
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.engine.tunnel.RecordsPage;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.PlainBufferRowSink;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.codec.TunnelRecords;
import io.tabularium.wire.tablestore.codec.TunnelTokens;
import io.tabularium.wire.tablestore.proto.TunnelProto.ReadRecordsRequest;
import java.util.concurrent.CompletableFuture;

/** Reads records of a channel. */
final class ReadTunnelRecords extends TunnelOperation {
  ReadTunnelRecords(Engine engine) {
    super("tunnel/readrecords", Access.READ, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    ReadRecordsRequest request = TableMessages.parse(ReadRecordsRequest.parser(), body);
    enterTunnel(call, request.getTunnelId());
    try (PlainBufferRowSink sink = PlainBufferRowSink.borrow()) {
      TunnelRecords records = new TunnelRecords(sink);
      RecordsPage page =
          engine
              .tunnels()
              .readRecords(
                  call.instance(),
                  request.getTunnelId(),
                  request.getClientId(),
                  request.getChannelId(),
                  TunnelTokens.decode(request.getToken()),
                  records);
      return done(records.reply(page));
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.engine.Engine;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.codec.TunnelMessages;
import io.tabularium.wire.tablestore.proto.TunnelProto.GetRpoRequest;
import java.util.concurrent.CompletableFuture;

/** Tells how far a tunnel and its channels have come. */
final class GetTunnelRpo extends TunnelOperation {
  private final boolean byOffset;

  private GetTunnelRpo(String name, boolean byOffset, Engine engine) {
    super(name, Access.READ, engine);
    this.byOffset = byOffset;
  }

  /** By time. */
  static GetTunnelRpo byTime(Engine engine) {
    return new GetTunnelRpo("tunnel/getrpo", false, engine);
  }

  /** By offset: the same, as a place in a stream of ours is a time; and the tunnel's id. */
  static GetTunnelRpo byOffset(Engine engine) {
    return new GetTunnelRpo("tunnel/getrpobyoffset", true, engine);
  }

  @Override
  public CompletableFuture<Reply> run(Call call, byte[] body) {
    GetRpoRequest request = TableMessages.parse(GetRpoRequest.parser(), body);
    enterTunnel(call, request.getTunnelId());
    return engine
        .tunnels()
        .describe(call.instance(), request.getTunnelId())
        .thenApply(description -> reply(TunnelMessages.rpo(description, byOffset)));
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import com.google.protobuf.ByteString;
import io.tabularium.engine.tunnel.ChannelDescription;
import io.tabularium.engine.tunnel.ChannelState;
import io.tabularium.engine.tunnel.ChannelStatus;
import io.tabularium.engine.tunnel.Checkpoint;
import io.tabularium.engine.tunnel.StreamRange;
import io.tabularium.engine.tunnel.TunnelDescription;
import io.tabularium.engine.tunnel.TunnelInfo;
import io.tabularium.engine.tunnel.TunnelSpec;
import io.tabularium.engine.tunnel.TunnelType;
import io.tabularium.model.Errors;
import io.tabularium.wire.tablestore.proto.TunnelProto;
import java.util.ArrayList;
import java.util.List;

/** The messages about tunnels ⇄ the engine's words. */
public final class TunnelMessages {
  private TunnelMessages() {}

  // ---- requests ---------------------------------------------------------------------------------

  /** What CreateTunnel asks for. */
  public static TunnelSpec spec(TunnelProto.Tunnel tunnel) {
    TunnelType type = TunnelType.ofCode(tunnel.getTunnelType());
    if (type == null) {
      throw Errors.invalidTunnelType(tunnel.getTunnelType());
    }
    return new TunnelSpec(
        tunnel.getTableName(),
        tunnel.getTunnelName(),
        type,
        tunnel.hasStreamTunnelConfig()
            ? range(tunnel.getStreamTunnelConfig())
            : StreamRange.LATEST);
  }

  private static StreamRange range(TunnelProto.StreamTunnelConfig config) {
    return new StreamRange(
        config.getFlag() == TunnelProto.StartOffsetFlag.EARLIEST,
        config.getStartOffset(),
        config.getEndOffset());
  }

  /** The channels of a heartbeat; those in a state that nothing has are left out. */
  public static List<ChannelState> reported(List<TunnelProto.Channel> channels) {
    List<ChannelState> states = new ArrayList<>(channels.size());
    for (TunnelProto.Channel channel : channels) {
      ChannelStatus status = ChannelStatus.ofCode(channel.getStatus());
      if (status != null) {
        states.add(new ChannelState(channel.getChannelId(), channel.getVersion(), status));
      }
    }
    return states;
  }

  /** The channels of a schedule. */
  public static List<ChannelState> wanted(List<TunnelProto.Channel> channels) {
    List<ChannelState> states = reported(channels);
    if (states.size() < channels.size()) {
      throw Errors.invalidChannelSchedule();
    }
    return states;
  }

  // ---- replies ----------------------------------------------------------------------------------

  /** Tunnels without their channels. */
  public static TunnelProto.ListTunnelResponse list(List<TunnelInfo> tunnels) {
    TunnelProto.ListTunnelResponse.Builder response = TunnelProto.ListTunnelResponse.newBuilder();
    tunnels.forEach(tunnel -> response.addTunnels(info(tunnel)));
    return response.build();
  }

  private static TunnelProto.TunnelInfo info(TunnelInfo tunnel) {
    StreamRange range = tunnel.range();
    return TunnelProto.TunnelInfo.newBuilder()
        .setTunnelId(tunnel.id())
        .setTunnelType(tunnel.type().text())
        .setTableName(tunnel.table())
        .setInstanceName(tunnel.instance())
        .setStreamId(tunnel.streamId())
        .setStage(tunnel.stage().text())
        .setExpired(tunnel.expired())
        .setTunnelName(tunnel.name())
        .setStreamTunnelConfig(
            TunnelProto.StreamTunnelConfig.newBuilder()
                .setFlag(
                    range.earliest()
                        ? TunnelProto.StartOffsetFlag.EARLIEST
                        : TunnelProto.StartOffsetFlag.LATEST)
                .setStartOffset(range.startNanos())
                .setEndOffset(range.endNanos()))
        .setCreateTime(tunnel.createdNanos())
        .build();
  }

  /** A tunnel with its channels. */
  public static TunnelProto.DescribeTunnelResponse description(TunnelDescription description) {
    TunnelProto.DescribeTunnelResponse.Builder response =
        TunnelProto.DescribeTunnelResponse.newBuilder()
            .setTunnel(info(description.tunnel()))
            .setTunnelRpo(description.rpoNanos());
    for (ChannelDescription channel : description.channels()) {
      TunnelProto.ChannelInfo.Builder info =
          response
              .addChannelsBuilder()
              .setChannelId(channel.id())
              .setChannelType(channel.type().text())
              .setChannelStatus(channel.status().name())
              .setChannelRpo(channel.rpoNanos())
              .setChannelCount(channel.consumed());
      if (channel.clientId() != null) {
        info.setClientId(channel.clientId());
      }
    }
    return response.build();
  }

  /** All channels of a client. */
  public static TunnelProto.HeartbeatResponse heartbeat(List<ChannelState> states) {
    TunnelProto.HeartbeatResponse.Builder response = TunnelProto.HeartbeatResponse.newBuilder();
    for (ChannelState state : states) {
      response
          .addChannelsBuilder()
          .setChannelId(state.id())
          .setVersion(state.version())
          .setStatus(state.status().code());
    }
    return response.build();
  }

  /** A checkpoint. */
  public static TunnelProto.GetCheckpointResponse checkpoint(Checkpoint checkpoint) {
    return TunnelProto.GetCheckpointResponse.newBuilder()
        .setCheckpoint(TunnelTokens.encode(checkpoint.position()))
        .setSequenceNumber(checkpoint.sequence())
        .build();
  }

  /**
   * How far a tunnel has come, as two documents of JSON: one about each channel, one about the
   * whole.
   *
   * @param byOffset whether the tunnel is to be named, too
   */
  public static TunnelProto.GetRpoResponse rpo(TunnelDescription description, boolean byOffset) {
    // Nothing in here needs quoting: ids and statuses are all of the server's own making.
    String id = description.tunnel().id();
    StringBuilder channels = new StringBuilder("{\"").append(id).append("\":{");
    String separator = "";
    for (ChannelDescription channel : description.channels()) {
      channels.append(separator).append('"').append(channel.id()).append("\":{\"ChannelTyp\":\"");
      channels.append(channel.type().text()).append("\",");
      putProgress(
          channels,
          channel.status().name(),
          channel.consumed(),
          channel.accessNanos(),
          channel.rpoNanos());
      separator = ",";
    }
    channels.append("}}");
    StringBuilder whole = new StringBuilder("{\"").append(id).append("\":{");
    putProgress(
        whole,
        description.tunnel().stage().text(),
        description.consumed(),
        description.accessNanos(),
        description.rpoNanos());
    whole.append('}');
    TunnelProto.GetRpoResponse.Builder response =
        TunnelProto.GetRpoResponse.newBuilder()
            .setRpoInfos(ByteString.copyFromUtf8(channels.toString()))
            .setTunnelRpoInfos(ByteString.copyFromUtf8(whole.toString()));
    return (byOffset ? response.setTunnelId(id) : response).build();
  }

  private static void putProgress(
      StringBuilder json, String status, long consumed, long accessNanos, long rpoNanos) {
    json.append("\"Status\":\"").append(status);
    json.append("\",\"TotalCount\":").append(consumed);
    json.append(",\"AccessTime\":").append(accessNanos);
    json.append(",\"RpoTime\":").append(rpoNanos).append('}');
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import io.tabularium.model.ServiceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;

/**
 * A client as the official ones behave, one step at a time: it has a table of channels, which it
 * reports and has corrected in heartbeats, and a connection for each, which reads while it is open.
 */
final class SimulatedWorker {
  /** What a connection is at. */
  private enum Phase {
    FRESH,
    RUNNING,
    CLOSING,
    CLOSED
  }

  private static final class Connection {
    Phase phase = Phase.FRESH;
    boolean finished;
    ChannelPosition position;
    long nextNumber;
  }

  private final TunnelsFixture service;
  private final String tunnelId;
  private final Random random;
  private final BiConsumer<ChannelPosition, List<Collected.Entry>> processor;
  private final Map<String, ChannelState> table = new HashMap<>();
  private final Map<String, Connection> connections = new HashMap<>();
  private String clientId;

  SimulatedWorker(
      TunnelsFixture service,
      String tunnelId,
      Random random,
      BiConsumer<ChannelPosition, List<Collected.Entry>> processor) {
    this.service = service;
    this.tunnelId = tunnelId;
    this.random = random;
    this.processor = processor;
    connect();
  }

  private void connect() {
    clientId =
        TunnelsFixture.join(
            service.tunnels.connect(TunnelsFixture.INSTANCE, tunnelId, "worker", 30L));
    table.clear();
    connections.clear();
  }

  String clientId() {
    return clientId;
  }

  /** Stops as a worker does that is told to. */
  void shutdown() {
    TunnelsFixture.join(service.tunnels.shutdown(TunnelsFixture.INSTANCE, tunnelId, clientId));
  }

  /** One heartbeat; if the client is gone, another one comes in its place. */
  void beat() {
    List<ChannelState> answer;
    try {
      answer =
          TunnelsFixture.join(
              service.tunnels.heartbeat(
                  TunnelsFixture.INSTANCE, tunnelId, clientId, new ArrayList<>(table.values())));
    } catch (ServiceException gone) {
      connect();
      return;
    }
    Map<String, ChannelState> merged = new HashMap<>();
    for (ChannelState told : answer) {
      ChannelState known = table.get(told.id());
      merged.put(told.id(), known != null && known.version() > told.version() ? known : told);
    }
    table.clear();
    table.putAll(merged);
    for (ChannelState state : merged.values()) {
      Connection connection = connections.get(state.id());
      if (connection == null) {
        connection = dial(state);
      }
      if (connection != null) {
        follow(connection, state);
      }
    }
    connections.keySet().retainAll(table.keySet());
  }

  private Connection dial(ChannelState state) {
    try {
      Checkpoint checkpoint =
          TunnelsFixture.join(
              service.tunnels.getCheckpoint(
                  TunnelsFixture.INSTANCE, tunnelId, clientId, state.id()));
      Connection connection = new Connection();
      connection.position = checkpoint.position();
      connection.nextNumber = checkpoint.sequence() + 1;
      connections.put(state.id(), connection);
      return connection;
    } catch (ServiceException e) {
      table.put(state.id(), new ChannelState(state.id(), state.version() + 1, ChannelStatus.CLOSE));
      return null;
    }
  }

  private void follow(Connection connection, ChannelState state) {
    switch (state.status()) {
      case OPEN -> {
        if (connection.phase == Phase.FRESH) {
          connection.phase = Phase.RUNNING;
        } else {
          reportIfClosed(connection, state);
        }
      }
      case CLOSING -> {
        if (connection.phase == Phase.FRESH) {
          connection.phase = Phase.CLOSED;
        } else if (connection.phase == Phase.RUNNING) {
          connection.phase = Phase.CLOSING;
        }
        reportIfClosed(connection, state);
      }
      default -> connection.phase = Phase.CLOSED;
    }
  }

  private void reportIfClosed(Connection connection, ChannelState state) {
    if (connection.phase == Phase.CLOSED) {
      ChannelStatus status = connection.finished ? ChannelStatus.TERMINATED : ChannelStatus.CLOSE;
      table.put(state.id(), new ChannelState(state.id(), state.version() + 1, status));
      connections.remove(state.id());
    }
  }

  /** Every open connection reads once, processes what it got, and may note how far it is. */
  void work() {
    for (String channel : new ArrayList<>(connections.keySet())) {
      work(channel, connections.get(channel));
    }
  }

  private void work(String channel, Connection connection) {
    if (connection.phase == Phase.CLOSING) {
      connection.phase = Phase.CLOSED;
    }
    if (connection.phase != Phase.RUNNING) {
      return;
    }
    try {
      TunnelsFixture.Read read = service.read(tunnelId, clientId, channel, connection.position);
      if (random.nextInt(20) == 0) {
        throw new IllegalStateException("the processor fails before it has done anything");
      }
      processor.accept(connection.position, read.entries());
      if (random.nextInt(20) == 0) {
        throw new IllegalStateException("the processor fails after it has done everything");
      }
      connection.position = read.next();
      if (read.next().finished()) {
        connection.finished = true;
        connection.phase = Phase.CLOSED;
      }
      if (random.nextInt(3) == 0) {
        note(channel, connection);
      }
    } catch (IllegalStateException | ServiceException e) {
      connection.phase = Phase.CLOSED;
    }
  }

  private void note(String channel, Connection connection) {
    try {
      service.checkpoint(tunnelId, clientId, channel, connection.position, connection.nextNumber++);
    } catch (ServiceException e) {
      // As the official clients do: the checkpoint is dropped, the next one may succeed.
      try {
        connection.nextNumber = service.checkpoint(tunnelId, clientId, channel).sequence() + 1;
      } catch (ServiceException again) {
        connection.phase = Phase.CLOSED;
      }
    }
  }
}

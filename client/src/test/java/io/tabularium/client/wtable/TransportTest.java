/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How servers are connected to when names are hard to look up. */
final class TransportTest {
  private final CountDownLatch answered = new CountDownLatch(1);

  private InetAddress resolve(String host) throws UnknownHostException {
    switch (host) {
      case "quick" -> {
        return InetAddress.getLoopbackAddress();
      }
      case "slow" -> {
        try {
          answered.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return InetAddress.getLoopbackAddress();
      }
      default -> throw new UnknownHostException();
    }
  }

  private static CompletableFuture<Void> connect(Transport transport, String host, int port) {
    return transport.connect(new Endpoint(host, port), new ChannelInboundHandlerAdapter());
  }

  @Test
  void aNameThatIsSlowToLookUpHoldsUpNoOther() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Transport transport = new Transport(1, Duration.ofSeconds(5), this::resolve)) {
      int port = server.getLocalPort();
      CompletableFuture<Void> slow = connect(transport, "slow", port);
      connect(transport, "quick", port).get(5, TimeUnit.SECONDS);
      connect(transport, "127.0.0.1", port).get(5, TimeUnit.SECONDS);
      assertThat(slow).isNotDone();
      answered.countDown();
      slow.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void addressesAreNotLookedUpAtAll() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Transport transport =
            new Transport(
                1,
                Duration.ofSeconds(5),
                host -> {
                  throw new UnknownHostException(host);
                })) {
      assertThat(connect(transport, "127.0.0.1", server.getLocalPort()))
          .succeedsWithin(Duration.ofSeconds(5));
    }
  }

  @Test
  void aNameThatDoesNotExistIsTold() {
    try (Transport transport = new Transport(1, Duration.ofSeconds(5), this::resolve)) {
      assertThatThrownBy(() -> connect(transport, "nowhere", 1).get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(UnknownHostException.class)
          .hasMessageContaining("unknown host nowhere");
    }
  }
}

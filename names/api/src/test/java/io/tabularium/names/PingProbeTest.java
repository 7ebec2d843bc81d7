/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Who counts as well. */
final class PingProbeTest {
  private static final int PING_BYTES = 15;
  private static final PingProbe PROBE = new PingProbe();

  @AfterAll
  static void close() {
    PROBE.close();
  }

  /** What a server does with a connection. */
  private interface Behaviour {
    void serve(Socket socket) throws IOException;
  }

  private static boolean ask(Behaviour behaviour) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread server =
          new Thread(
              () -> {
                try (Socket socket = listening.accept()) {
                  behaviour.serve(socket);
                } catch (IOException e) {
                  // The probe has gone.
                }
              });
      server.start();
      boolean well =
          PROBE
              .ask(new ProxyAddress("127.0.0.1", listening.getLocalPort()))
              .get(5, TimeUnit.SECONDS);
      server.join(5000);
      assertThat(server.isAlive()).as("the probe closes its connection").isFalse();
      return well;
    }
  }

  @Test
  void aServerThatEchoesIsWell() throws Exception {
    assertThat(ask(socket -> socket.getOutputStream().write(ping(socket)))).isTrue();
  }

  @Test
  void alsoByteByByte() throws Exception {
    assertThat(
            ask(
                socket -> {
                  OutputStream out = socket.getOutputStream();
                  for (byte b : ping(socket)) {
                    out.write(b);
                    out.flush();
                  }
                }))
        .isTrue();
  }

  @Test
  void aServerThatAnswersSomethingElseIsNot() throws Exception {
    assertThat(ask(socket -> socket.getOutputStream().write(new byte[PING_BYTES]))).isFalse();
  }

  @Test
  void aServerThatClosesIsNot() throws Exception {
    assertThat(ask(Socket::close)).isFalse();
  }

  @Test
  void aServerThatIsSilentIsNot() throws Exception {
    assertThat(
            ask(
                socket -> {
                  byte[] ping = ping(socket);
                  // Until the probe gives up and closes.
                  assertThat(socket.getInputStream().read()).isEqualTo(-1);
                  assertThat(ping).hasSize(PING_BYTES);
                }))
        .isFalse();
  }

  @Test
  void nobodyAndNowhereAreNot() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertThat(PROBE.ask(new ProxyAddress("127.0.0.1", free)).get(5, TimeUnit.SECONDS)).isFalse();
    assertThat(PROBE.ask(new ProxyAddress("no.such.host.invalid", 1)).get(15, TimeUnit.SECONDS))
        .isFalse();
  }

  @Test
  void aClosedProbeAnswersNo() throws Exception {
    PingProbe closed = new PingProbe();
    closed.close();
    assertThat(closed.ask(new ProxyAddress("127.0.0.1", 1)).get(5, TimeUnit.SECONDS)).isFalse();
  }

  private static byte[] ping(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return in.readNBytes(PING_BYTES);
  }
}

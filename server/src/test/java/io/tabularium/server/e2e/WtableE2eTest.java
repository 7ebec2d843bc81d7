/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.testkit.WtableConnection.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.server.StartupException;
import io.tabularium.server.config.Address;
import io.tabularium.server.config.ConfigException;
import io.tabularium.server.config.ServerSettings;
import io.tabularium.server.testkit.TestServer;
import io.tabularium.server.testkit.WtableConnection;
import io.tabularium.storage.Durability;
import io.tabularium.wire.wtable.Passwords;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Flags;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The front-end for WTable clients as part of the server, on the storage it uses in earnest. */
class WtableE2eTest {
  @TempDir private Path data;

  private static ServerSettings withWtable(ServerSettings settings) {
    return settings.withWtable(settings.wtable().withListen(new Address("127.0.0.1", 0)));
  }

  private TestServer start(Durability durability) {
    return TestServer.start(data, s -> withWtable(s).withDurability(durability), Clock.systemUTC());
  }

  @Test
  void thereIsNoneUnlessAskedFor() {
    try (TestServer server = TestServer.start()) {
      assertThat(server.server().wtableAddress()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void recordsSurviveARestart(boolean sync) throws IOException {
    Durability durability = sync ? Durability.SYNC : Durability.periodic(Duration.ofMillis(100));
    int number;
    try (TestServer server = start(durability);
        WtableConnection client = new WtableConnection(server.server().wtableAddress())) {
      assertThat(client.one(Command.SET, 0, record("r", "c", "v", 7)).code()).isZero();
      assertThat(client.one(Command.SET, Flags.Z, record("r", "c", "z", 8)).code()).isZero();
      assertThat(client.one(Command.INCR, Flags.Z, record("r", "c", "", 2)).score()).isEqualTo(10);
      assertThat(client.one(Command.GET, Flags.Z, record("r", "c", "", 0)).score()).isEqualTo(10);
      List<WireRecord> many = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        many.add(record("row" + i, "c", "v" + i, i));
      }
      assertThat(client.many(Command.MSET, Flags.Z, many)).allMatch(r -> r.code() == 0);
      WireRecord locked = client.one(Command.GET, 0, record("r", "c", "", 0).withCas(2));
      assertThat(client.one(Command.SET, 0, record("r", "c", "w", 1).withCas(locked.cas())).code())
          .isZero();
      assertThat(client.one(Command.SET, 0, record("r", "c", "x", 1).withCas(locked.cas())).code())
          .isEqualTo((byte) -1);
      number = client.one(Command.GET, 0, record("r", "c", "", 0).withCas(2)).cas();
    }
    try (TestServer server = start(durability);
        WtableConnection client = new WtableConnection(server.server().wtableAddress())) {
      assertThat(client.one(Command.SET, 0, record("r", "c", "late", 1).withCas(number)).code())
          .as("a number from before the restart")
          .isEqualTo((byte) -1);
      WireRecord plain = client.one(Command.GET, 0, record("r", "c", "", 0));
      assertThat(new String(plain.value(), UTF_8)).isEqualTo("w");
      Body.Scan scan =
          new Body.Scan(
              Flags.ASCENDING | Flags.FROM_START,
              new WireRecord(
                  0, (byte) 0, 1, "r".getBytes(UTF_8), new byte[0], new byte[0], 0, 0, 0),
              10);
      Body.Many page = (Body.Many) client.call(Command.SCAN, 0, scan).body();
      assertThat(page.records()).singleElement().extracting(WireRecord::score).isEqualTo(10L);
      Body.Dump dump = new Body.Dump(0, WireRecord.NOTHING, 0, 65_535);
      Body.DumpPage all = (Body.DumpPage) client.call(Command.DUMP, 0, dump).body();
      assertThat(all.records()).hasSize(102);
      assertThat(all.flags() & Flags.END).isNotZero();
      assertThat(server.get("/metrics"))
          .contains("tabularium_wtable_requests_total{code=\"OK\",command=\"get\"} 1.0")
          .contains("tabularium_wtable_connections 1.0");
    }
  }

  @Test
  void livesEndByTheClock() throws IOException {
    AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return Instant.now().plus(ahead.get());
          }
        };
    try (TestServer server = TestServer.start(data, WtableE2eTest::withWtable, clock);
        WtableConnection client = new WtableConnection(server.server().wtableAddress())) {
      for (int z : new int[] {0, Flags.Z}) {
        client.one(Command.SETEX, z, record("r", "ends", "v", 1).withTtl(20));
        client.one(Command.SETEX, z, record("r", "stays", "v", 1).withTtl(20));
        client.one(Command.EXPIRE, z, record("r", "stays", "", 0));
        client.one(Command.SETEX, z, record("r", "counts", "v", 1).withTtl(20));
        client.one(Command.INCR, z, record("r", "counts", "", 1));
        client.one(Command.SETEX, z, record("r", "set again", "v", 1).withTtl(20));
        client.one(Command.SET, z, record("r", "set again", "v", 1));
      }
      ahead.set(Duration.ofSeconds(18));
      assertThat(client.one(Command.GET, 0, record("r", "ends", "", 0)).code()).isZero();
      ahead.set(Duration.ofSeconds(21));
      for (int z : new int[] {0, Flags.Z}) {
        assertThat(client.one(Command.GET, z, record("r", "ends", "", 0)).code())
            .isEqualTo((byte) 1);
        assertThat(client.one(Command.GET, z, record("r", "counts", "", 0)).code())
            .isEqualTo((byte) 1);
        assertThat(client.one(Command.GET, z, record("r", "stays", "", 0)).code()).isZero();
        assertThat(client.one(Command.GET, z, record("r", "set again", "", 0)).code()).isZero();
      }
      Body.Dump dump = new Body.Dump(0, WireRecord.NOTHING, 0, 65_535);
      Body.DumpPage all = (Body.DumpPage) client.call(Command.DUMP, 0, dump).body();
      assertThat(all.records()).hasSize(4);
    }
  }

  /** Takes eleven seconds: numbers live by the processor's clock, which nobody can put forward. */
  @Test
  void aNumberLivesForSecondsHoweverOftenItIsAskedFor() throws Exception {
    try (TestServer server = TestServer.start(WtableE2eTest::withWtable);
        WtableConnection client = new WtableConnection(server.server().wtableAddress())) {
      client.one(Command.SET, 0, record("r", "used", "v", 0));
      client.one(Command.SET, 0, record("r", "kept", "v", 0));
      long began = System.nanoTime();
      int used = number(client, "used");
      int kept = number(client, "kept");
      Set<Integer> numbers = new HashSet<>();
      for (int second = 1; second <= 11; second++) {
        TimeUnit.NANOSECONDS.sleep(began + TimeUnit.SECONDS.toNanos(second) - System.nanoTime());
        numbers.add(number(client, "kept"));
        if (second == 4) {
          byte code = client.one(Command.SET, 0, record("r", "used", "w", 0).withCas(used)).code();
          boolean inTime = System.nanoTime() - began < TimeUnit.SECONDS.toNanos(5);
          assertThat(code).isIn(inTime ? List.of((byte) 0) : List.of((byte) 0, (byte) -1));
        }
      }
      assertThat(client.one(Command.SET, 0, record("r", "kept", "w", 0).withCas(kept)).code())
          .isEqualTo((byte) -1);
      int last = number(client, "kept");
      assertThat(last).isNotEqualTo(kept);
      assertThat(numbers).as("one replaced the other").contains(last).hasSize(2);
      assertThat(client.one(Command.SET, 0, record("r", "kept", "w", 0).withCas(last)).code())
          .isZero();
    }
  }

  private static int number(WtableConnection client, String column) throws IOException {
    return client.one(Command.GET, 0, record("r", column, "", 0).withCas(2)).cas();
  }

  @Test
  void passwordsComeFromTheFile() throws IOException {
    try (TestServer server =
            TestServer.configured(
                """
                wtable:
                  listen: 127.0.0.1:0
                  admin-password: top
                  databases: [{id: 3, password: three}]
                """);
        WtableConnection client = new WtableConnection(server.server().wtableAddress())) {
      WireRecord refused = client.one(Command.GET, 0, record("r", "c", "", 0));
      assertThat(refused.code()).isEqualTo((byte) -12);
      Body three = new Body.One(0, record("three", "", "", 0));
      assertThat(((Body.One) client.call(Command.AUTH, 3, three).body()).record().code()).isZero();
      Body get = new Body.One(0, record("r", "c", "", 0));
      assertThat(((Body.One) client.call(Command.GET, 3, get).body()).record().code())
          .isEqualTo((byte) 1);
    }
  }

  @Test
  void withoutAPasswordOnlyThisMachineIsListenedTo() {
    ServerSettings open =
        ServerSettings.defaults()
            .withWtable(
                ServerSettings.defaults().wtable().withListen(new Address("0.0.0.0", 6688)));
    assertThatThrownBy(open::refuseExposure)
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Refusing to listen on 0.0.0.0:6688 for WTable clients");
    open.withWtable(open.wtable().withPasswords(new Passwords("secret", Map.of(), Map.of())))
        .refuseExposure();
  }

  @Test
  void anAddressInUseIsToldPlainly() throws IOException {
    try (TestServer first = TestServer.start(WtableE2eTest::withWtable)) {
      String address = first.server().wtableAddress();
      int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
      Address taken = new Address("127.0.0.1", port);
      assertThatThrownBy(
              () -> TestServer.start(s -> s.withWtable(s.wtable().withListen(taken))).close())
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("--wtable");
    }
  }

  @Test
  void requestsInHandAreAnsweredBeforeTheServerStops() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicReference<Integer> written = new AtomicReference<>(0);
    TestServer server = start(Durability.SYNC);
    Thread writing =
        new Thread(
            () -> {
              try (WtableConnection client =
                  new WtableConnection(server.server().wtableAddress())) {
                for (int i = 1; ; i++) {
                  if (client.one(Command.SET, Flags.Z, record("r", "c", "", i)).code() != 0) {
                    return;
                  }
                  written.set(i);
                }
              } catch (IOException e) {
                // The server has stopped.
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    writing.start();
    Awaitility.await().until(() -> written.get() > 20);
    server.close();
    writing.join();
    assertThat(failure).hasValue(null);
    try (TestServer again = start(Durability.SYNC);
        WtableConnection client = new WtableConnection(again.server().wtableAddress())) {
      assertThat(client.one(Command.GET, Flags.Z, record("r", "c", "", 0)).score())
          .isBetween((long) written.get(), written.get() + 1L);
    }
  }
}

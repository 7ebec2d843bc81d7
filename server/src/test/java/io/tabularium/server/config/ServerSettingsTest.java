/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.storage.Durability;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.wtable.Passwords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration file: what it can say, and what it answers to mistakes. */
final class ServerSettingsTest {
  private static final String KEY =
      "access-keys: [{id: app, secret: s, grants: [{allow: [read]}]}]";

  @TempDir Path directory;

  private static ServerSettings read(String yaml) {
    return ServerSettings.from(
        "t.yaml", YamlFile.parse("t.yaml", yaml), Map.of("APP_SECRET", "from-env")::get);
  }

  private static void refuses(String yaml, String sentence) {
    assertThatThrownBy(() -> read(yaml)).isInstanceOf(ConfigException.class).hasMessage(sentence);
  }

  @Test
  void anEmptyFileIsTheDefaults() {
    assertThat(read("")).isEqualTo(ServerSettings.defaults());
    assertThat(read("# nothing\n")).isEqualTo(ServerSettings.defaults());
    assertThat(ServerSettings.defaults().listen()).isEqualTo(new Address("127.0.0.1", 8280));
    assertThat(ServerSettings.defaults().durability().isSync()).isTrue();
    assertThat(ServerSettings.defaults().developmentMode()).isTrue();
    assertThat(ServerSettings.defaults().hasInstance("any")).isTrue();
  }

  @Test
  void wtablePasswordsAreGivenOnceEach() {
    refuses("wtable: {databases: [{id: 3}]}", "t.yaml, line 1: the database 3 needs a password.");
    refuses(
        "wtable: {databases: [{id: 3, password: a}, {id: 3, password: b}]}",
        "t.yaml, line 1: the database 3 stands here twice.");
    refuses(
        "wtable: {businesses: [{id: 3, database: 1}]}",
        "t.yaml, line 1: the business 3 needs a password.");
    refuses(
        "wtable: {admin-password: a, admin-password-env: APP_SECRET}",
        "t.yaml, line 1: admin-password and admin-password-env exclude each other.");
    assertThat(ServerSettings.defaults().wtable().enabled()).isFalse();
  }

  @Test
  void everySettingReachesItsPlace() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "from-file\nsecond line\n");
    ServerSettings settings =
        read(
            """
            data: /srv/tables
            listen: 0.0.0.0:9000
            durability: periodic:250
            instances: [prod, test-1]
            admin:
              listen: "[::1]:9001"
              allow-remote: true
            access-keys:
              - id: app
                secret: 0123
                sts-token: token
                grants:
                  - instance: prod
                    tables: order*
                    allow: [read, write]
                  - {allow: [admin]}
              - {id: file, secret-file: %s, enabled: false, grants: [{allow: [read]}]}
              - {id: env, secret-env: APP_SECRET, grants: [{allow: [read]}]}
            storage: {cache: 1GiB, write-buffer: 64MB}
            wtable:
              listen: 0.0.0.0:6688
              admin-password-env: APP_SECRET
              databases: [{id: 3, password: three}]
              businesses: [{id: 4294967295, database: 7, password: seven}]
              multi-keys: 500
              scan-records: 600
              connections: 70
              network-threads: 2
              ping-is-auth: true
            limits:
              tables-per-instance: 7
              row-response: 1MiB
              clock-skew: 1h
              sign-date-age: 1d
              connections: 5
              queued-requests: 6
              request-timeout: 3s
              idle-timeout: 4s
            engine: {upkeep-interval: 1m, allow-short-time-to-live: true, accept-encryption: true}
            threads: {workers: 3, network: auto}
            shutdown: {drain: 2s}
            logging:
              format: json
              level: warn
              levels: {io.tabularium.engine: debug}
              slow-request: 10ms
            """
                .formatted(secret));

    assertThat(settings.data()).isEqualTo(Path.of("/srv/tables"));
    assertThat(settings.listen()).isEqualTo(new Address("0.0.0.0", 9000));
    assertThat(settings.durability()).isEqualTo(Durability.periodic(Duration.ofMillis(250)));
    assertThat(settings.instances()).containsExactly("prod", "test-1");
    assertThat(settings.admin()).isEqualTo(new AdminSettings(new Address("::1", 9001), true));
    assertThat(settings.admin().listen()).hasToString("[::1]:9001");
    assertThat(settings.storage()).isEqualTo(new StorageSettings("rocksdb", 1L << 30, 64_000_000));
    assertThat(settings.engine().tablesPerInstance()).isEqualTo(7);
    assertThat(settings.engine().rowResponseBytes()).isEqualTo(1 << 20);
    assertThat(settings.engine().upkeepIntervalMillis()).isEqualTo(60_000);
    assertThat(settings.engine().allowShortTimeToLive()).isTrue();
    assertThat(settings.engine().acceptEncryption()).isTrue();
    assertThat(settings.wtable())
        .isEqualTo(
            new WtableSettings(
                new Address("0.0.0.0", 6688),
                new Passwords(
                    "from-env", Map.of(3, "three"), Map.of(-1, new Passwords.Business(7, "seven"))),
                500,
                600,
                70,
                2,
                true));
    assertThat(settings.wire())
        .isEqualTo(
            new WireSettings(
                3,
                0,
                5,
                6,
                Duration.ofHours(1),
                Duration.ofDays(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                Duration.ofSeconds(2)));
    assertThat(settings.logging())
        .isEqualTo(
            new LoggingSettings(
                true, "warn", Map.of("io.tabularium.engine", "debug"), Duration.ofMillis(10)));

    assertThat(settings.accessKeys())
        .extracting(key -> key.id())
        .containsExactly("app", "file", "env");
    assertThat(settings.accessKeys())
        .extracting(key -> key.disabled())
        .containsExactly(false, true, false);
    assertThat(settings.accessKeys().get(0).grants())
        .extracting(grant -> grant.instances() + "/" + grant.tables())
        .containsExactly("prod/order*", "*/*");
    assertThat(settings.accessKeys().get(0).grants().get(0).access())
        .containsExactlyInAnyOrder(Access.READ, Access.WRITE);
    assertThat(settings.toString()).doesNotContain("from-file", "from-env", "0123", "token");
  }

  @Test
  void withoutAListTheInstancesAreThoseThatGrantsName() {
    ServerSettings settings =
        read(
            """
            access-keys:
              - id: app
                secret: s
                grants:
                  - {instance: prod, allow: [read]}
                  - {instance: "test*", allow: [read]}
            """);
    assertThat(settings.hasInstance("prod")).isTrue();
    assertThat(settings.hasInstance("demo")).isFalse();
    assertThat(read(KEY).hasInstance("demo")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"listen: 8280", "listen: ':8280'", "listen: host:65536", "listen: a:b:1"})
  void anAddressIsHostAndPort(String yaml) {
    refuses(
        yaml,
        "t.yaml, line 1: listen must be HOST:PORT, such as 127.0.0.1:8280 or [::1]:8280, not \""
            + yaml.substring(8).replace("'", "")
            + "\".");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          durability: never | durability must be "sync", "periodic" or "periodic:MILLISECONDS", not "never".
          durability: periodic:0 | durability must be "sync", "periodic" or "periodic:MILLISECONDS", not "periodic:0".
          durability: | durability must be "sync", "periodic" or "periodic:MILLISECONDS", not nothing.
          durability: [sync] | durability must be "sync", "periodic" or "periodic:MILLISECONDS", not a list.
          data: {dir: x} | data must be a path, not a group of settings.
          lisen: 127.0.0.1:1 | unknown setting "lisen"; did you mean "listen"?
          colour: red | unknown setting "colour"; docs/configuration.md lists all.
          admin: {port: 1} | unknown setting "admin.port"; docs/configuration.md lists all.
          admin: 127.0.0.1:8281 | "admin" must hold settings, not a value or a list.
          admin: | "admin" must hold settings, but nothing is given.
          admin: {allow-remote: yes} | allow-remote must be true or false, not "yes".
          storage: {cache: lots} | cache must be "auto" or a size such as 512MiB or 2GiB, not "lots".
          storage: {cache: 999999999999TiB} | cache must be "auto" or a size such as 512MiB or 2GiB, not "999999999999TiB".
          limits: {clock-skew: 15} | clock-skew must be a time such as 500ms, 10s, 15m, 2h or 7d, not "15".
          limits: {clock-skew: 0s} | clock-skew must be whole seconds, 1s at least.
          limits: {clock-skew: 999ms} | clock-skew must be whole seconds, 1s at least.
          limits: {clock-skew: 1500ms} | clock-skew must be whole seconds, 1s at least.
          limits: {idle-timeout: 0s} | idle-timeout must be longer than nothing.
          limits: {idle-timeout: 36501d} | idle-timeout must be a time such as 500ms, 10s, 15m, 2h or 7d, not "36501d".
          logging: {slow-request: 999999999999d} | slow-request must be a time such as 500ms, 10s, 15m, 2h or 7d, not "999999999999d".
          limits: {tables-per-instance: 0} | tables-per-instance must be a whole number from 1 to 100000, not "0".
          limits: {row-response: 1KiB} | row-response must be from 65536 to 268435456 bytes, not 1024.
          threads: {workers: many} | workers must be "auto" or a whole number from 1 to 1024, not "many".
          logging: {format: xml} | format must be one of human, json, not "xml".
          logging: {levels: debug} | levels must hold names, each with one of error, warn, info, debug, trace, off.
          logging: {levels: {a.b: loud}} | a.b must be one of error, warn, info, debug, trace, off, not "loud".
          instances: demo | instances must be a list, each element an instance name: 3 to 16 letters, digits and hyphens, beginning with a letter and not ending with a hyphen.
          instances: [] | instances must name at least one instance, or be left out.
          instances: [ab] | each element of instances must be an instance name: 3 to 16 letters, digits and hyphens, beginning with a letter and not ending with a hyphen, not "ab".
          access-keys: {id: a} | "access-keys" must be a list of groups of settings.
          access-keys: [a] | each element of "access-keys" must be a group of settings.
          access-keys: [{secret: s}] | id is missing here; it must be 1 to 128 letters, digits or any of . _ - + = / @.
          access-keys: [{id: "a:b", secret: s}] | id must be 1 to 128 letters, digits or any of . _ - + = / @, not "a:b".
          access-keys: [{id: a}] | the access key "a" needs a secret, a secret-file or a secret-env.
          access-keys: [{id: a, secret: ""}] | secret must be text that is not empty, not "".
          access-keys: [{id: a, secret: s, secret-env: S}] | secret and secret-env exclude each other.
          access-keys: [{id: a, secret-env: NOT_SET}] | the environment variable NOT_SET is not set.
          access-keys: [{id: a, secret-file: /no/such}] | the file /no/such cannot be read.
          access-keys: [{id: a, secret: s}] | the access key "a" has no grants, so it could do nothing; for everything, give it "grants: [{allow: [read, write, admin]}]".
          access-keys: [{id: a, secret: s, grants: [{tables: t}]}] | a grant needs allow, a list of one of read, write, admin.
          access-keys: [{id: a, secret: s, grants: [{allow: [drop]}]}] | each element of allow must be one of read, write, admin, not "drop".
          access-keys: [{id: a, secret: s, grants: [{table: t}]}] | unknown setting "access-keys[].grants[].table"; did you mean "access-keys[].grants[].tables"?
          just text | expected settings, such as "listen: 127.0.0.1:8280".
          """)
  void saysWhereAMistakeIsAndWhatIsExpected(String yaml, String sentence) {
    refuses(yaml, "t.yaml" + ", line 1: " + sentence);
  }

  @Test
  void countsLines() {
    refuses(
        "# a comment\nlisten: 127.0.0.1:1\n\nadmin:\n  allow-remote: maybe\n",
        "t.yaml, line 5: allow-remote must be true or false, not \"maybe\".");
  }

  @Test
  void refusesASettingGivenTwice() {
    assertThatThrownBy(() -> read("data: a\ndata: b\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("t.yaml, line 2: ")
        .message()
        .contains("data")
        .hasLineCount(1);
  }

  @Test
  void refusesAKeyGivenTwice() {
    refuses(
        """
        access-keys:
          - {id: a, secret: s, grants: [{allow: [read]}]}
          - {id: a, secret: t, grants: [{allow: [read]}]}
        """,
        "t.yaml, line 3: the access key \"a\" stands here twice.");
  }

  @Test
  void refusesAGrantOnAnInstanceThatDoesNotExist() {
    refuses(
        """
        instances: [prod]
        access-keys:
          - id: a
            secret: s
            grants:
              - instance: prd
                allow: [read]
        """,
        "t.yaml, line 6: instance \"prd\" is not in the list of instances.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a: [", "a: b: c", "\tx: 1", "&a [*a]", "? [a]\n: b", "%YAML 9.9\n---\na: b"})
  void whatIsNotPlainYamlIsOneSentence(String yaml) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("t.yaml")
        .message()
        .endsWith(".")
        .hasLineCount(1);
  }

  @Test
  void saysWhyAFileCannotBeRead() {
    Path missing = directory.resolve("missing.yaml");
    assertThatThrownBy(() -> ServerSettings.read(missing))
        .hasMessage("The configuration file " + missing + " does not exist.");
    assertThatThrownBy(() -> ServerSettings.read(directory))
        .hasMessage("The configuration file " + directory + " cannot be read.");
  }

  @Test
  void refusesToExposeDataWithoutKeys() {
    ServerSettings open = ServerSettings.defaults().withListen(new Address("0.0.0.0", 8280));
    assertThatThrownBy(open::refuseExposure)
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Refusing to listen on 0.0.0.0:8280 without access keys, because");
    open.withAccessKeys(read(KEY).accessKeys()).refuseExposure();
    ServerSettings.defaults().withListen(new Address("localhost", 1)).refuseExposure();
    ServerSettings.defaults().withListen(new Address("::1", 1)).refuseExposure();
  }

  @Test
  void refusesToExposeAdministration() {
    ServerSettings open =
        ServerSettings.defaults().withAdmin(new AdminSettings(new Address("0.0.0.0", 8281), false));
    assertThatThrownBy(open::refuseExposure)
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Refusing to serve the admin listener on 0.0.0.0:8281, because");
    open.withAdmin(new AdminSettings(open.admin().listen(), true)).refuseExposure();
  }

  @Test
  void memoryFollowsTheMachineWithinBounds() {
    StorageSettings resolved = ServerSettings.defaults().storage().resolved();
    assertThat(resolved.cacheBytes()).isBetween(64L << 20, 8192L << 20);
    assertThat(resolved.writeBufferBytes()).isBetween(64L << 20, 128L << 20);
    assertThat(new StorageSettings("rocksdb", 1, 2).resolved())
        .isEqualTo(new StorageSettings("rocksdb", 1, 2));
  }

  @Test
  void everyKeyHasADefaultThatItsKindAccepts() {
    List<Key<?>> keys = Keys.all();
    assertThat(keys).extracting(Key::path).doesNotHaveDuplicates();
    assertThat(keys).allSatisfy(Key::defaultValue);
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import com.alicloud.openservices.tablestore.ClientConfiguration;
import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.core.ResourceManager;
import com.alicloud.openservices.tablestore.core.auth.DefaultCredentialProvider;
import com.alicloud.openservices.tablestore.model.NoRetryStrategy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The server under test. One server serves the whole JVM; each test class gets an instance of its
 * own, so that classes never see each other's tables.
 */
final class E2eServer implements BeforeAllCallback {
  private static final AtomicInteger INSTANCES = new AtomicInteger();

  private String instance;
  private SyncClient client;

  private E2eServer() {}

  /** The server all classes share. */
  static E2eServer shared() {
    return new E2eServer();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    instance = freshInstance();
    client = client(instance);
  }

  String endpoint() {
    return System.getProperty("tabularium.e2e.endpoint");
  }

  String keyId() {
    return "tabularium";
  }

  String secret() {
    return "tabularium";
  }

  /** The instance of this test class. */
  String instance() {
    return instance;
  }

  /** The name of an instance nobody has used. */
  static String freshInstance() {
    return "e2e-" + INSTANCES.incrementAndGet();
  }

  /** A client of this class's instance that does not retry, so that refusals show at once. */
  SyncClient client() {
    return client;
  }

  /** A client of some instance that does not retry. */
  SyncClient client(String someInstance) {
    return new SyncClient(
        endpoint(),
        new DefaultCredentialProvider(keyId(), secret()),
        someInstance,
        Pool.CONFIGURATION,
        Pool.RESOURCES.sharedResourceManager());
  }

  /** Raw HTTP to this class's instance. */
  RawClient raw() {
    return new RawClient(endpoint(), instance, keyId(), secret());
  }

  /** A configuration without retries. */
  static ClientConfiguration configuration() {
    ClientConfiguration configuration = new ClientConfiguration();
    configuration.setRetryStrategy(new NoRetryStrategy());
    configuration.setIoThreadCount(1);
    configuration.setRetryThreadCount(1);
    configuration.setSyncClientWaitFutureTimeoutInMillis(120_000);
    configuration.setEnableResponseContentMD5Checking(true);
    return configuration;
  }

  /** The connections and threads that all clients of the shared server share. */
  private static final class Pool {
    static final ClientConfiguration CONFIGURATION = configuration();
    static final ResourceManager RESOURCES = new ResourceManager(CONFIGURATION);
  }
}

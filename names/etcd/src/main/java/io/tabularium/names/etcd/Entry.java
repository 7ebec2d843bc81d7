/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.PutOption;
import io.tabularium.names.ProxyAddress;
import io.tabularium.names.RegistryProvider.Settings;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This server's keys, kept alive by renewing their lease three times in its length. When the lease
 * is lost, because etcd could not be reached for too long or has lost its data, the keys are made
 * anew as soon as that is possible.
 */
final class Entry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Entry.class);
  private static final ByteSequence VALUE = EtcdRegistry.bytes("wtable/1");
  private static final Duration RETRY = Duration.ofMillis(500);

  private final Client client;
  private final Settings settings;
  private final Set<Long> bids;
  private final ProxyAddress address;
  private final Duration patience;
  private final Loop loop = new Loop("tabularium-etcd-entry");

  // Only the loop's thread touches these.
  private long lease;
  private boolean complaining;

  // Written by the loop's thread alone.
  private volatile long entries;
  private volatile Lasting lasting;

  /** That a lease was granted or renewed. */
  private record Lasting(long sinceNanos, long seconds) {}

  Entry(Client client, Settings settings, Set<Long> bids, ProxyAddress address) {
    this.client = client;
    this.settings = settings;
    this.bids = bids;
    this.address = address;
    this.patience = settings.lease().dividedBy(3);
  }

  void start() {
    loop.after(Duration.ZERO, this::keep);
  }

  private void keep() throws InterruptedException {
    Duration pause = patience;
    try {
      if (lease == 0 || !renew()) {
        enter();
      }
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      pause = RETRY;
      if (!complaining) {
        complaining = true;
        LOG.warn("the entry in etcd cannot be kept; trying again", e);
      }
    }
    loop.after(pause, this::keep);
  }

  /** Whether the lease still exists. */
  private boolean renew() throws ExecutionException, TimeoutException, InterruptedException {
    long asked = System.nanoTime();
    try {
      long seconds = await(client.getLeaseClient().keepAliveOnce(lease)).getTTL();
      lasting = new Lasting(asked, seconds);
      return seconds > 0;
    } catch (ExecutionException e) {
      // Gone, or not to be reached: making it anew tells the two apart.
      LOG.debug("the lease could not be renewed", e);
      return false;
    }
  }

  /** How long the keys stand without being renewed, or 0. */
  double leaseSecondsLeft() {
    Lasting known = lasting;
    return known == null
        ? 0
        : Math.max(0, known.seconds() - (System.nanoTime() - known.sinceNanos()) / 1e9);
  }

  /** How often the keys were made. */
  long entries() {
    return entries;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // the loop's thread alone writes it
  private void enter() throws ExecutionException, TimeoutException, InterruptedException {
    lease = 0;
    long asked = System.nanoTime();
    long fresh = await(client.getLeaseClient().grant(settings.lease().toSeconds())).getID();
    PutOption bound = PutOption.builder().withLeaseId(fresh).build();
    for (long bid : bids) {
      var unused =
          await(
              client
                  .getKVClient()
                  .put(EtcdRegistry.bytes(settings.prefix() + bid + "/" + address), VALUE, bound));
    }
    lease = fresh;
    lasting = new Lasting(asked, settings.lease().toSeconds());
    entries = entries + 1;
    complaining = false;
    LOG.atInfo()
        .setMessage("entered in etcd")
        .addKeyValue("address", address)
        .addKeyValue("bids", bids)
        .log();
  }

  private <T> T await(CompletableFuture<T> answer)
      throws ExecutionException, TimeoutException, InterruptedException {
    return answer.get(Math.max(1000, patience.toMillis()), TimeUnit.MILLISECONDS);
  }

  /** Takes the keys back at once, if etcd answers. */
  @Override
  public void close() {
    loop.close();
    lasting = null;
    if (lease != 0) {
      try {
        var unused = await(client.getLeaseClient().revoke(lease));
      } catch (ExecutionException | TimeoutException e) {
        LOG.warn("the entry in etcd could not be taken back; its lease will end", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

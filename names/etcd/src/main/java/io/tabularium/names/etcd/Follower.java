/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.tabularium.names.ProxyAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all entries, and then every change. It begins again when the stream of changes breaks off,
 * and now and then anyway, so that a stream that has silently died does no lasting harm.
 */
final class Follower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration BEGIN_AGAIN = Duration.ofSeconds(30);
  private static final long PATIENCE_MILLIS = 3000;

  private final Client client;
  private final String prefix;
  private final Consumer<Map<Long, Set<ProxyAddress>>> listener;
  private final Loop loop = new Loop("tabularium-etcd-follower");

  // Only the loop's thread touches these.
  private final Set<String> keys = new HashSet<>();
  private Watch.Watcher watcher;
  private long round;

  // Written by the loop's thread alone.
  private volatile boolean complaining;
  private volatile boolean told;
  private volatile long interruptions;

  Follower(Client client, String prefix, Consumer<Map<Long, Set<ProxyAddress>>> listener) {
    this.client = client;
    this.prefix = prefix;
    this.listener = listener;
  }

  void start() {
    loop.after(Duration.ZERO, this::begin);
  }

  private void begin() throws InterruptedException {
    stopWatching();
    long thisRound = ++round;
    try {
      ByteSequence from = EtcdRegistry.bytes(prefix);
      GetResponse all =
          client
              .getKVClient()
              .get(from, GetOption.builder().isPrefix(true).withKeysOnly(true).build())
              .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      keys.clear();
      all.getKvs().forEach(entry -> keys.add(key(entry)));
      if (complaining) {
        complaining = false;
        LOG.info("etcd answers again");
      }
      tell();
      told = true;
      watcher =
          client
              .getWatchClient()
              .watch(
                  from,
                  WatchOption.builder()
                      .isPrefix(true)
                      .withRevision(all.getHeader().getRevision() + 1)
                      .build(),
                  Watch.listener(
                      change -> loop.now(() -> apply(thisRound, change.getEvents())),
                      failure -> loop.now(() -> brokenOff(thisRound, failure)),
                      () -> loop.now(() -> brokenOff(thisRound, null))));
      loop.after(BEGIN_AGAIN, () -> beginAgain(thisRound));
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      complain(e);
      loop.after(RETRY, () -> beginAgain(thisRound));
    }
  }

  private void apply(long ofRound, List<WatchEvent> events) {
    if (ofRound != round) {
      return;
    }
    for (WatchEvent event : events) {
      if (event.getEventType() == WatchEvent.EventType.PUT) {
        keys.add(key(event.getKeyValue()));
      } else if (event.getEventType() == WatchEvent.EventType.DELETE) {
        keys.remove(key(event.getKeyValue()));
      }
    }
    tell();
  }

  private void brokenOff(long ofRound, Throwable failure) {
    if (ofRound == round) {
      complain(failure);
      loop.after(RETRY, () -> beginAgain(ofRound));
    }
  }

  private void beginAgain(long ofRound) throws InterruptedException {
    if (ofRound == round) {
      begin();
    }
  }

  /** Whether changes are told as they happen. */
  boolean isFollowing() {
    return told && !complaining;
  }

  /** How often that ceased. */
  long interruptions() {
    return interruptions;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // the loop's thread alone writes it
  private void complain(Throwable failure) {
    if (!complaining) {
      complaining = true;
      interruptions = interruptions + (told ? 1 : 0);
      LOG.warn("etcd cannot be followed; what it last told stays true", failure);
    }
  }

  private void tell() {
    Map<Long, Set<ProxyAddress>> entries = new HashMap<>();
    for (String key : keys) {
      int slash = key.indexOf('/', prefix.length());
      try {
        String bid = key.substring(prefix.length(), Math.max(prefix.length(), slash));
        ProxyAddress server = ProxyAddress.parse(key.substring(slash + 1));
        entries
            .computeIfAbsent(
                Integer.toUnsignedLong(Integer.parseUnsignedInt(bid)), none -> new HashSet<>())
            .add(server);
      } catch (IllegalArgumentException e) {
        LOG.debug("not an entry: {}", key);
      }
    }
    listener.accept(entries);
  }

  private static String key(KeyValue entry) {
    return entry.getKey().toString(StandardCharsets.UTF_8);
  }

  private void stopWatching() {
    if (watcher != null) {
      watcher.close();
      watcher = null;
    }
  }

  @Override
  public void close() {
    loop.close();
    stopWatching();
  }
}

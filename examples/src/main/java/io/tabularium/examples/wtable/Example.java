/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.wtable;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tabularium.client.wtable.Cas;
import io.tabularium.client.wtable.CasMismatchException;
import io.tabularium.client.wtable.DumpReply;
import io.tabularium.client.wtable.GetReply;
import io.tabularium.client.wtable.IncrArgs;
import io.tabularium.client.wtable.IncrReply;
import io.tabularium.client.wtable.Item;
import io.tabularium.client.wtable.Key;
import io.tabularium.client.wtable.Order;
import io.tabularium.client.wtable.ScanReply;
import io.tabularium.client.wtable.SetArgs;
import io.tabularium.client.wtable.Update;
import io.tabularium.client.wtable.WTable;
import io.tabularium.client.wtable.WTableClient;
import io.tabularium.client.wtable.WriteReply;
import io.tabularium.client.wtable.ZOrder;
import io.tabularium.examples.wtable.UserInfo.User;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

/** Every operation of WTable once, on a small ranking of songs. It can be run again and again. */
public final class Example {
  private static final int SONGS = 1;
  private static final String CHART = "chart";

  private final WTable db;
  private final PrintStream out;

  private Example(WTable db, PrintStream out) {
    this.db = db;
    this.out = out;
  }

  /** Takes a properties file, or a server's address, or what stands in wtable.properties. */
  public static void main(String[] arguments) throws IOException {
    try (WTableClient client = connect(arguments.length == 0 ? null : arguments[0])) {
      run(client, System.out);
    }
  }

  /** Runs the example. */
  static void run(WTableClient client, PrintStream out) {
    Example example = new Example(client.database(), out);
    example.oneRecord();
    example.timeToLive();
    example.manyRecords();
    example.rankings();
    example.optimisticLock();
    example.withoutWaiting();
    example.everything();
    example.objects();
  }

  private static WTableClient connect(String where) throws IOException {
    WTableClient.Builder builder = WTableClient.builder();
    if (where != null && !where.endsWith(".properties")) {
      return builder.address(where).build();
    }
    Properties properties = new Properties();
    try (InputStream in =
        where == null
            ? Example.class.getResourceAsStream("/wtable.properties")
            : Files.newInputStream(Path.of(where))) {
      properties.load(in);
    }
    if (properties.containsKey("address")) {
      builder.address(properties.getProperty("address").split(","));
    }
    if (properties.containsKey("nameCenter")) {
      builder.nameCenter(properties.getProperty("nameCenter").split(","));
    }
    if (properties.containsKey("bid")) {
      builder.bid(Long.parseLong(properties.getProperty("bid")));
    }
    if (properties.containsKey("password")) {
      builder.password(properties.getProperty("password"));
    }
    return builder.build();
  }

  private static Key song(String name) {
    return Key.of(SONGS, CHART, name);
  }

  private void say(String what, Object result) {
    out.println(what + ": " + result);
  }

  /** A record is found by table, row and column, and has a value and a score. */
  private void oneRecord() {
    Key key = song("waterloo");
    db.set(key, "ABBA".getBytes(UTF_8), 100);
    GetReply found = db.get(key);
    say("get", found.text() + ", score " + found.score());
    say("incr", db.incr(key, 5).score());
    say("incr by a negative number", db.incr(key, -10).score());
    db.del(key);
    say("get after del", db.get(key).exists() ? "found" : "not there");
  }

  /** A record may live for some time only. */
  private void timeToLive() {
    Key key = song("summer hit");
    db.setEx(key, "Nobody Remembers".getBytes(UTF_8), 1, 90);
    long seconds = db.getWithTtl(key).ttlSeconds().orElseThrow();
    say("setEx", seconds > 80 && seconds <= 90 ? "lives for 90 seconds" : seconds);
    say("expire", db.expire(key, 0) ? "lives for ever" : "not there");
    say("after expire 0", db.getWithTtl(key).ttlSeconds().isPresent() ? "mortal" : "immortal");
    db.del(key);
  }

  /** Many records at once: any number of keys, and a result for each. */
  private void manyRecords() {
    List<SetArgs> records = new ArrayList<>();
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      Key key = Key.of(SONGS, "archive", "song%03d".formatted(i));
      keys.add(key);
      records.add(SetArgs.of(key, "value " + i, i));
    }
    say("mSet", db.mSet(records).stream().filter(reply -> reply.errCode() == 0).count());
    keys.add(Key.of(SONGS, "archive", "lost"));
    List<GetReply> replies = db.mGet(keys);
    say("mGet", replies.get(249).text() + ", and the last has code " + replies.get(250).errCode());
    List<IncrReply> sums =
        db.mIncr(keys.subList(0, 2).stream().map(key -> IncrArgs.of(key, 1000)).toList());
    say("mIncr", sums.get(0).score() + ", " + sums.get(1).score());

    ScanReply page = db.scan(SONGS, "archive", Order.ASCENDING, 100);
    int records100 = page.items().size();
    while (page.hasMore()) {
      page = db.scanMore(page);
      records100 += page.items().size();
    }
    say("scan and scanMore", records100 + " records");
    page = db.scanPivot(SONGS, "archive", "song247", Order.ASCENDING, 100);
    say("scanPivot", page.items().stream().map(item -> item.key().columnText()).toList());
    List<WriteReply> removed = db.mDel(keys);
    say("mDel", removed.size());
  }

  /** The Z space of a row is ordered by score, too. */
  private void rankings() {
    db.zSet(song("waterloo"), "ABBA".getBytes(UTF_8), 71);
    db.zSet(song("hey jude"), "The Beatles".getBytes(UTF_8), 68);
    db.zSet(song("respect"), "Aretha Franklin".getBytes(UTF_8), 67);
    say("zGet", db.zGet(song("respect")).text());
    say("zScan, best first", top());
    var unused = db.zIncr(song("respect"), 10);
    say("after zIncr", top());
    ScanReply below = db.zScanPivot(SONGS, CHART, 70, "", ZOrder.SCORE, Order.DESCENDING, 10);
    say("zScanPivot below 70", names(below.items()));
    db.zDel(song("waterloo"));
    say("after zDel, by name", names(byName().items()));
  }

  private ScanReply byName() {
    return db.zScan(SONGS, CHART, ZOrder.COLUMN, Order.ASCENDING, 10);
  }

  private List<String> top() {
    return names(db.zScan(SONGS, CHART, ZOrder.SCORE, Order.DESCENDING, 10).items());
  }

  private static List<String> names(List<Item> items) {
    return items.stream().map(item -> item.key().columnText() + " " + item.score()).toList();
  }

  /** Reading with a lock, and writing only if nobody else has written in between. */
  private void optimisticLock() {
    Key key = song("let it be");
    db.set(key, "draft".getBytes(UTF_8), 1);
    Cas mine = db.get(key, Cas.LOCK).cas();
    db.set(key, "somebody else's".getBytes(UTF_8), 2);
    try {
      db.set(key, "mine".getBytes(UTF_8), 3, mine);
      say("set with an outdated number", "done");
    } catch (CasMismatchException e) {
      say("set with an outdated number", "refused");
    }
    // The same, with reading again until it works:
    var unused =
        db.update(key, found -> Update.set(found.text() + ", then mine", found.score() + 1));
    GetReply now = db.get(key);
    say("update", now.text() + ", score " + now.score());
    db.del(key);
  }

  /** All of this also works without waiting. */
  private void withoutWaiting() {
    List<CompletableFuture<IncrReply>> started = new ArrayList<>();
    Key key = song("plays");
    for (int i = 0; i < 1000; i++) {
      started.add(db.async().incr(key, 1));
    }
    CompletableFuture.allOf(started.toArray(CompletableFuture[]::new)).join();
    say("1000 incr at once", db.get(key).score());
    db.del(key);
  }

  /** Everything in a table, or in the whole database. */
  private void everything() {
    DumpReply page = db.dumpTable(SONGS);
    int count = page.items().size();
    while (page.hasMore()) {
      page = db.dumpMore(page);
      count += page.items().size();
    }
    say("dumpTable and dumpMore", count + " records");
    db.zDel(song("hey jude"));
    db.zDel(song("respect"));
  }

  /** Objects as values. */
  private void objects() {
    UserInfo users = new UserInfo(db);
    users.save(new User(10086, "Ada", 36, "+44 20 7946 0000"));
    say("user", users.find(10086).orElseThrow());
    users.remove(10086);
    say("user after removal", users.find(10086).isPresent() ? "there" : "gone");
  }
}

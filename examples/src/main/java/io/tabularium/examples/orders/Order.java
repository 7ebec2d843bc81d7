/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.orders;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * An order.
 *
 * @param id its number
 * @param ordered when, in milliseconds since 1970
 * @param buyer who buys
 * @param region where the buyer lives
 * @param shop who sells
 * @param product what, in Chinese and English
 * @param category what kind of thing that is
 * @param quantity how many
 * @param cents what it costs altogether, in hundredths
 * @param status one of the constants of {@link Status}, in lower case
 */
record Order(
    String id,
    long ordered,
    String buyer,
    String region,
    String shop,
    String product,
    String category,
    int quantity,
    long cents,
    String status) {
  /** The moment the operators look back from: the year has just ended, in China. */
  static final Instant TODAY = Instant.parse("2019-12-31T16:00:00Z");

  private static final Instant FIRST = TODAY.minus(Duration.ofDays(365));
  private static final Instant SALE = Instant.parse("2019-11-10T16:00:00Z");
  private static final long SEED = 0x6F7264657273L;
  private static final int BUYERS = 500;
  private static final int SHOPS = 20;

  private static final List<String> REGIONS =
      List.of("浙江", "上海", "北京", "广东", "四川", "陕西", "福建", "江苏");
  private static final List<Article> ARTICLES =
      List.of(
          new Article("electronics", "无线蓝牙耳机", "wireless bluetooth headphones", 19_900),
          new Article("electronics", "降噪耳机", "noise cancelling headphones", 89_900),
          new Article("electronics", "无线鼠标", "wireless mouse", 7_900),
          new Article("electronics", "机械键盘", "mechanical keyboard", 32_900),
          new Article("electronics", "手机壳", "phone case", 2_900),
          new Article("electronics", "充电宝", "power bank", 9_900),
          new Article("books", "儿童绘本", "picture book for children", 3_500),
          new Article("books", "中国历史", "history of China", 6_800),
          new Article("books", "家常菜谱", "home cooking", 4_200),
          new Article("food", "龙井茶", "longjing tea", 16_800),
          new Article("food", "菊花茶", "chrysanthemum tea", 3_900),
          new Article("food", "坚果礼盒", "nuts gift box", 12_800),
          new Article("clothing", "羽绒服", "down jacket", 59_900),
          new Article("clothing", "运动鞋", "running shoes", 39_900),
          new Article("clothing", "纯棉袜子", "cotton socks", 1_900),
          new Article("household", "保温杯", "vacuum flask", 8_900),
          new Article("household", "台灯", "desk lamp", 12_900),
          new Article("household", "雨伞", "umbrella", 4_900));
  private static final List<Article> COLORS =
      List.of(
          new Article("", "黑色", "black", 0),
          new Article("", "白色", "white", 0),
          new Article("", "红色", "red", 500));

  /** How far an order is. */
  enum Status {
    PAID,
    SHIPPED,
    FINISHED,
    REFUNDED,
    CANCELLED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Article(String category, String chinese, String english, long cents) {}

  /** The order with a number: always the same one. */
  static Order of(long number) {
    return make(number, new SplittableRandom(SEED + number));
  }

  private static Order make(long number, SplittableRandom random) {
    long ordered = moment(random);
    // The smaller of two makes some buyers and shops much busier than others.
    int buyer = Math.min(random.nextInt(BUYERS), random.nextInt(BUYERS));
    int shop = Math.min(random.nextInt(SHOPS), random.nextInt(SHOPS));
    // A shop sells a few kinds of things.
    Article article = ARTICLES.get((shop * 5 + random.nextInt(6)) % ARTICLES.size());
    Article color = COLORS.get(random.nextInt(COLORS.size()));
    int quantity = random.nextInt(5) == 0 ? 2 + random.nextInt(3) : 1;
    return new Order(
        "%011d".formatted(number * 7_919 + 10_000_000_019L),
        ordered,
        "buyer%03d".formatted(buyer),
        REGIONS.get(buyer % REGIONS.size()),
        "shop%02d".formatted(shop),
        "%s %s, %s %s".formatted(article.chinese, color.chinese, article.english, color.english),
        article.category,
        quantity,
        quantity * (article.cents + color.cents),
        status(ordered, random).word());
  }

  private static long moment(SplittableRandom random) {
    if (random.nextInt(10) == 0) {
      // A tenth of the year's orders comes in the night of the great sale, most at once.
      double hours = -Math.log(1 - random.nextDouble()) * 3;
      return SALE.toEpochMilli() + (long) (Math.min(hours, 24) * 3_600_000);
    }
    return FIRST.toEpochMilli() + random.nextLong(Duration.ofDays(365).toMillis());
  }

  private static Status status(long ordered, SplittableRandom random) {
    int hundredth = random.nextInt(100);
    if (hundredth < 5) {
      return Status.CANCELLED;
    }
    if (hundredth < 9) {
      return Status.REFUNDED;
    }
    long days = Duration.ofMillis(TODAY.toEpochMilli() - ordered).toDays();
    if (days > 14) {
      return Status.FINISHED;
    }
    return days > 3 && hundredth > 12 ? Status.SHIPPED : Status.PAID;
  }
}

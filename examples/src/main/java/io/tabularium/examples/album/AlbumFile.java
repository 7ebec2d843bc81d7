/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.album;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * What is known about a file on the drive.
 *
 * @param user whose it is
 * @param created when, in seconds since 1970
 * @param id finds it among the files of that second
 * @param type one of the constants of {@link Type}, in lower case
 * @param place where it was taken as {@code latitude,longitude}, or {@code null}
 * @param megabytes how large it is
 * @param status whether it has arrived
 * @param tags what is in it
 * @param starred whether the user marked it
 * @param description what the user wrote about it, in Chinese or English
 */
record AlbumFile(
    String user,
    long created,
    String id,
    String type,
    String place,
    double megabytes,
    String status,
    List<Tag> tags,
    boolean starred,
    String description) {
  /** The moment the made-up users look back from. */
  static final Instant TODAY = Instant.parse("2020-02-15T00:00:00Z");

  private static final Instant FIRST = Instant.parse("2017-01-01T00:00:00Z");
  private static final long SEED = 0x616C62756DL;
  private static final int USERS = 200;
  private static final double KILOMETERS_PER_DEGREE = 111.2;

  private static final List<Landmark> LANDMARKS =
      List.of(
          new Landmark("杭州", "Hangzhou", "西湖", "the West Lake", 30.2466, 120.1485),
          new Landmark("上海", "Shanghai", "外滩", "the Bund", 31.2401, 121.4903),
          new Landmark("北京", "Beijing", "故宫", "the Forbidden City", 39.9163, 116.3972),
          new Landmark("西安", "Xi'an", "大雁塔", "the Wild Goose Pagoda", 34.2198, 108.9642),
          new Landmark("成都", "Chengdu", "熊猫基地", "the panda base", 30.7330, 104.1464),
          new Landmark("厦门", "Xiamen", "鼓浪屿", "Gulangyu Island", 24.4477, 118.0672));
  private static final List<Word> PEOPLE =
      List.of(
          new Word("儿子", "my son"),
          new Word("女儿", "my daughter"),
          new Word("爸妈", "my parents"),
          new Word("小明", "Xiaoming"),
          new Word("同学", "classmates"));
  private static final List<Word> OCCASIONS =
      List.of(
          new Word("跨年", "New Year's Eve"),
          new Word("过生日", "a birthday"),
          new Word("散步", "a walk"),
          new Word("看日落", "the sunset"),
          new Word("野餐", "a picnic"));
  private static final List<Word> WEATHER =
      List.of(
          new Word("晴", "sunny"),
          new Word("雷阵雨", "thunderstorm"),
          new Word("雪", "snow"),
          new Word("雾", "fog"));
  private static final List<Word> ANIMALS =
      List.of(new Word("狗", "dog"), new Word("猫", "cat"), new Word("熊猫", "panda"));
  private static final List<Word> PAPERS =
      List.of(
          new Word("儿子的成绩单", "my son's report card"),
          new Word("女儿的成绩单", "my daughter's report card"),
          new Word("家庭账本", "household accounts"),
          new Word("旅行计划", "travel plans"),
          new Word("销售报表", "sales figures"),
          new Word("婚礼宾客名单", "wedding guests"));

  /** What a file can be. */
  enum Type {
    IMAGE,
    VIDEO,
    SPREADSHEET,
    DOCUMENT,
    AUDIO;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Something that is in a file.
   *
   * @param name what kind of thing, such as {@code people}
   * @param tag what it is
   */
  record Tag(String name, String tag) {}

  private record Word(String chinese, String english) {}

  private record Landmark(
      String city,
      String cityInEnglish,
      String name,
      String nameInEnglish,
      double latitude,
      double longitude) {}

  /** The file with a number: always the same one. */
  static AlbumFile of(long number) {
    return new Maker(new SplittableRandom(SEED + number)).make(number);
  }

  /** The tags as the text that a nested field is written as. */
  String tagsAsJson() {
    return tags.stream()
        .map(tag -> "{\"name\":\"" + tag.name + "\",\"tag\":\"" + tag.tag + "\"}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Where the file itself is. */
  String url() {
    return "https://files.example/" + user + "/" + id;
  }

  /** Makes up one file. */
  private static final class Maker {
    private final SplittableRandom random;

    Maker(SplittableRandom random) {
      this.random = random;
    }

    AlbumFile make(long number) {
      long age = TODAY.getEpochSecond() - FIRST.getEpochSecond();
      // The square root makes each year busier than the one before.
      long created = FIRST.getEpochSecond() + (long) (age * Math.sqrt(random.nextDouble()));
      Type type = type();
      boolean inChinese = random.nextInt(10) < 6;
      boolean photographed = type == Type.IMAGE || type == Type.VIDEO;
      Landmark landmark = pick(LANDMARKS);
      Word person = pick(PEOPLE);
      return new AlbumFile(
          // The smaller of two makes some users much busier than others.
          "user%03d".formatted(Math.min(random.nextInt(USERS), random.nextInt(USERS))),
          created,
          "f%09d".formatted(number),
          type.word(),
          photographed && random.nextInt(20) > 0 ? place(landmark) : null,
          megabytes(type),
          random.nextInt(100) > 0 ? "available" : "uploading",
          photographed ? tags(landmark, person) : List.of(new Tag("source", "upload")),
          random.nextInt(12) == 0,
          photographed ? scene(landmark, person, inChinese) : paper(inChinese));
    }

    private Type type() {
      int hundredth = random.nextInt(100);
      if (hundredth < 70) {
        return Type.IMAGE;
      }
      if (hundredth < 82) {
        return Type.VIDEO;
      }
      if (hundredth < 88) {
        return Type.SPREADSHEET;
      }
      return hundredth < 97 ? Type.DOCUMENT : Type.AUDIO;
    }

    private String place(Landmark landmark) {
      double north = random.nextGaussian() * 1.2 / KILOMETERS_PER_DEGREE;
      double east =
          random.nextGaussian()
              * 1.2
              / KILOMETERS_PER_DEGREE
              / Math.cos(Math.toRadians(landmark.latitude));
      return String.format(
          Locale.ROOT, "%.6f,%.6f", landmark.latitude + north, landmark.longitude + east);
    }

    private double megabytes(Type type) {
      double typical =
          switch (type) {
            case IMAGE -> random.nextInt(30) == 0 ? 120 : 3;
            case VIDEO -> 150;
            case SPREADSHEET -> 0.2;
            case DOCUMENT -> 0.8;
            case AUDIO -> 6;
          };
      double spread = type == Type.VIDEO ? 1.2 : 0.4;
      return Math.round(1000 * typical * Math.exp(spread * random.nextGaussian())) / 1000.0;
    }

    private List<Tag> tags(Landmark landmark, Word person) {
      List<Tag> tags = new ArrayList<>();
      tags.add(new Tag("place", landmark.city));
      tags.add(new Tag("people", person.chinese));
      if (random.nextBoolean()) {
        tags.add(new Tag("weather", pick(WEATHER).chinese));
      }
      if (random.nextInt(4) == 0) {
        tags.add(new Tag("animal", pick(ANIMALS).chinese));
      }
      return tags;
    }

    private String scene(Landmark landmark, Word person, boolean inChinese) {
      Word occasion = pick(OCCASIONS);
      return inChinese
          ? "和" + person.chinese + "在" + landmark.city + landmark.name + occasion.chinese
          : "%s at %s in %s with %s"
              .formatted(
                  occasion.english, landmark.nameInEnglish, landmark.cityInEnglish, person.english);
    }

    private String paper(boolean inChinese) {
      Word subject = pick(PAPERS);
      int term = 1 + random.nextInt(2);
      return inChinese ? subject.chinese + ",第" + term + "学期" : subject.english + ", term " + term;
    }

    private <T> T pick(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }
  }
}

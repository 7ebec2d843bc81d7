/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Patterns and what keys may do. */
class GrantTest {
  @Property(tries = 5000)
  void aPatternMatchesLikeTheExpressionItStandsFor(
      @ForAll @StringLength(max = 6) @Chars({'a', 'b', '*'}) String pattern,
      @ForAll @StringLength(max = 8) @CharRange(from = 'a', to = 'b') String name) {
    assertThat(Grant.matches(pattern, name))
        .isEqualTo(Pattern.matches(pattern.replace("*", ".*"), name));
  }

  @Test
  void manyStarsAndALongNameTakeNoTime() {
    assertThat(Grant.matches("a*".repeat(100) + "b", "a".repeat(255))).isFalse();
    assertThat(Grant.matches("*", "a".repeat(100_000))).isTrue();
    assertThat(Grant.matches("a*", "a".repeat(100_000))).isFalse();
  }

  @Test
  void aKeyMayDoWhatOneOfItsGrantsSays() {
    AccessKey key =
        AccessKey.of(
            "id",
            "secret",
            new Grant("prod-*", "orders_*", Set.of(Access.READ)),
            new Grant("test", "*", Set.of(Access.READ, Access.WRITE)));

    assertThat(key.mayEnter("prod-a")).isTrue();
    assertThat(key.mayEnter("other")).isFalse();
    assertThat(key.may(Access.READ, "prod-a")).isTrue();
    assertThat(key.may(Access.WRITE, "prod-a")).isFalse();
    assertThat(key.may(Access.READ, "prod-a", "orders_1")).isTrue();
    assertThat(key.may(Access.READ, "prod-a", "users")).isFalse();
    assertThat(key.may(Access.WRITE, "prod-a", "orders_1")).isFalse();
    assertThat(key.may(Access.WRITE, "test", "anything")).isTrue();
    assertThat(key.may(Access.ADMIN, "test")).isFalse();
  }

  @Test
  void keysThatCouldNeverBeSentAreRefused() {
    assertThatThrownBy(() -> AccessKey.of("a:b", "s")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AccessKey.of("", "s")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AccessKey.of("a b", "s")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AccessKey.of("a", "")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Grant("", "*", Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyDoesNotPrintItsSecrets() {
    assertThat(new AccessKey("id", "hush", "token", true, List.of()).toString())
        .doesNotContain("hush", "token")
        .contains("id", "disabled");
  }
}

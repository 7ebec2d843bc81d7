/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tabularium.model.Filter;
import io.tabularium.model.ServiceException;
import io.tabularium.model.ValueType;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short expressions with huge programs are recognised before they are compiled. */
class RegexSizeTest {

  private static Transfer compile(String regex) {
    return Transfer.of(new Filter.ValueTransfer(regex, ValueType.STRING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1([a-z]+)5",
        "[0-9a-fA-F]{32}-[0-9a-fA-F]{32}",
        "(?:[0-9]{1,3}\\.){3}[0-9]{1,3}",
        "(?i)^(?P<name>\\w+)\\s*=\\s*\\p{Greek}*$",
        "\\Qa{1000}{1000}(\\E",
        "[{(]{2}[]}{]",
        "[[:alpha:]]{1,10}",
        "\\x{10FFFF}?",
        "x{1000}",
        ""
      })
  void ordinaryExpressionsAreCompiled(String regex) {
    assertThatCode(() -> compile(regex)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{100}){100}){100}",
        "((((((x{1000}){1000}){1000}){1000}){1000}){1000}){1000}",
        "(?:[a\\]]{1000}){1000}",
        "([]{]{900}){900}",
        "(\\p{Lu}{900}){900}",
        "(\\x{41}{900}){900}",
        "(?:\\Qab\\E{900}){0,900}",
        "(a{900,}){900,}",
        "(?:(?:a?){1000}b*|c){500}",
        "(\\(a\\){900}){900}"
      })
  void multipliedRepetitionsAreRefused(String regex) {
    assertInvalid(() -> compile(regex), "Invalid regex in filter: '" + regex + "'.");
  }

  @Test
  void theEstimateDoesNotOverflow() {
    assertThat(RegexSize.of("(".repeat(30) + "a" + "{999999999})".repeat(30)))
        .isEqualTo(Long.MAX_VALUE);
  }

  @Property(tries = 2000)
  void anythingIsEitherCompiledOrRefused(
      @ForAll @StringLength(max = 40) @CharRange(from = '(', to = '~') String regex) {
    try {
      compile(regex);
    } catch (ServiceException e) {
      assertThat(e).hasMessage("Invalid regex in filter: '" + regex + "'.");
    }
  }
}

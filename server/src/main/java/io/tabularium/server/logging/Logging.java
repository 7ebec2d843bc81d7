/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.tabularium.server.config.LoggingSettings;
import org.slf4j.LoggerFactory;

/** Makes the process log as configured. */
public final class Logging {
  /** Time, severity, source, message, {@link Facts}. Line breaks in a message would forge lines. */
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %-18logger{0} %replace(%msg){'[\\r\\n]+', ' '}"
          + "%facts%n%ex";

  private Logging() {}

  /** Replaces whatever logging was set up before. */
  public static void configure(LoggingSettings settings) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();

    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(settings.json() ? json(context) : human(context));
    appender.start();

    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(Level.toLevel(settings.level()));
    // Netty explains at debug how it looked for optional features of the JVM; nobody asked.
    context.getLogger("io.netty").setLevel(atLeast(Level.INFO, settings.level()));
    settings
        .levels()
        .forEach((name, level) -> context.getLogger(name).setLevel(Level.toLevel(level)));
  }

  private static Level atLeast(Level floor, String level) {
    Level wanted = Level.toLevel(level);
    return wanted.isGreaterOrEqual(floor) ? wanted : floor;
  }

  private static Encoder<ILoggingEvent> human(LoggerContext context) {
    PatternLayout layout = new PatternLayout();
    layout.setContext(context);
    layout.getInstanceConverterMap().put("facts", Facts::new);
    layout.setPattern(PATTERN);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setLayout(layout);
    return started(context, encoder);
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithArguments(false);
    encoder.setWithMessage(false);
    encoder.setWithFormattedMessage(true);
    return started(context, encoder);
  }

  private static Encoder<ILoggingEvent> started(
      LoggerContext context, EncoderBase<ILoggingEvent> encoder) {
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

/**
 * How far a tunnel has come. The protocol has a stage before these, in which a tunnel has no
 * channels yet; here they are made with the tunnel, so nobody sees it.
 */
public enum TunnelStage {
  /** Some base-data channel is not finished. */
  PROCESS_BASE_DATA("ProcessBaseData"),
  /** All are, if there ever were any; a tunnel without stream stays here with nothing to do. */
  PROCESS_STREAM("ProcessStream");

  private final String text;

  TunnelStage(String text) {
    this.text = text;
  }

  /** The name clients read, and what is kept on disk. */
  public String text() {
    return text;
  }

  static TunnelStage ofText(String text) {
    for (TunnelStage stage : values()) {
      if (stage.text.equals(text)) {
        return stage;
      }
    }
    throw new IllegalArgumentException("not a tunnel stage: " + text);
  }
}

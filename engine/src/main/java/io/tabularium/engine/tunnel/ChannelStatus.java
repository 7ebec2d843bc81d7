/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

/** Where a channel is in its life. Codes are the protocol's; names are also what clients read. */
public enum ChannelStatus {
  /** Nobody has had it yet. Clients only see it described, never in a heartbeat. */
  WAIT(0),
  /** A client reads it. */
  OPEN(1),
  /** Its client has been asked to give it up. */
  CLOSING(2),
  /** Nobody has it; somebody had. */
  CLOSE(3),
  /** It has been read to its end. */
  TERMINATED(4);

  private final int code;

  ChannelStatus(int code) {
    this.code = code;
  }

  /** The code in a heartbeat; 0 never travels. */
  public int code() {
    return code;
  }

  /** The status with this code in a heartbeat, or {@code null}. */
  public static ChannelStatus ofCode(int code) {
    for (ChannelStatus status : values()) {
      if (status.code == code && status != WAIT) {
        return status;
      }
    }
    return null;
  }
}

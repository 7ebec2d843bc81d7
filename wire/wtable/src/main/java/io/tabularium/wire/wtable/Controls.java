/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tabularium.model.klist.Slots;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Administrative commands, whose bodies are JSON. This server replicates and moves slots by other
 * means, if at all, so they do nothing but tell so; unlike in GoTable each of them needs a password
 * where there is one.
 */
final class Controls {
  /** The clients' and scripts' word for it, as GoTable spells it. */
  static final String NO_PRIVILEGE = "no priviledge";

  private static final String UNSUPPORTED =
      "this server replicates and balances by itself and takes no such command";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SLOT_IDS = 65_536;

  private Controls() {}

  /** The reply's body. */
  static Body.Raw answer(Command command, Body.Raw request, Rights rights) {
    boolean allowed = command == Command.SLAVEST ? rights.mayUseAny() : rights.isAdmin();
    JsonNode members = JsonNodeFactory.instance.objectNode();
    String error = allowed ? "" : NO_PRIVILEGE;
    if (allowed) {
      try {
        members = JSON.readTree(request.bytes());
        error = members.isObject() ? error(command, members) : "decode failed(not an object)";
      } catch (IOException e) {
        error = "decode failed(not JSON)";
      }
    }
    return new Body.Raw(reply(command, members, error));
  }

  private static String error(Command command, JsonNode members) {
    int slot = slot(members);
    return switch (command) {
      case SLAVEOF ->
          flag(members, "ClientReq") && text(members, "MasterAddr").isEmpty() ? "" : UNSUPPORTED;
      case MIGRATE -> {
        if (slot >= Slots.COUNT) {
          yield "update migration config failed(migrate slot id out of range)";
        }
        yield flag(members, "ClientReq") && text(members, "MasterAddr").isEmpty()
            ? ""
            : "update migration config failed(" + UNSUPPORTED + ")";
      }
      case SLAVEST -> "";
      default -> UNSUPPORTED;
    };
  }

  /** All members in the order of GoTable, zero unless the request's are repeated. */
  private static byte[] reply(Command command, JsonNode request, String error) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    switch (command) {
      case SLAVEOF -> {
        reply.put("ClientReq", false).put("MasterAddr", "").put("SlaveAddr", "");
        reply.put("LastSeq", 0);
      }
      case MIGRATE -> {
        reply.put("ClientReq", false).put("MasterAddr", "").put("SlaveAddr", "");
        reply.put("SlotId", 0);
      }
      case SLAVEST -> {
        reply.put("Migration", flag(request, "Migration")).put("SlotId", slot(request));
        reply.put("Status", 0);
      }
      default -> reply.put("SlotId", slot(request));
    }
    return reply.put("ErrMsg", error).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static int slot(JsonNode members) {
    return Math.floorMod(member(members, "SlotId").asInt(0), SLOT_IDS);
  }

  private static boolean flag(JsonNode members, String name) {
    return member(members, name).asBoolean(false);
  }

  private static String text(JsonNode members, String name) {
    return member(members, name).asText("");
  }

  /** Names are compared without regard to case. */
  private static JsonNode member(JsonNode members, String name) {
    for (Map.Entry<String, JsonNode> member : members.properties()) {
      if (member.getKey().equalsIgnoreCase(name)) {
        return member.getValue();
      }
    }
    return JsonNodeFactory.instance.missingNode();
  }
}

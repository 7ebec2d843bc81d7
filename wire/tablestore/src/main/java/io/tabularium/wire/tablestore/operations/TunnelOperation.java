/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import com.google.protobuf.MessageLite;
import io.tabularium.engine.Engine;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.Errors;
import io.tabularium.model.ServiceException;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.Call;
import io.tabularium.wire.tablestore.Reply;

/**
 * What the operations of the tunnel service have in common: names that are paths, and errors that
 * are told in codes of their own, because clients decide by them whether to go on, to start anew or
 * to give up.
 */
abstract class TunnelOperation extends EngineOperation {
  /** The version by which one family of clients is known, whose errors have a place for an id. */
  private static final String API_WITH_SUBJECT = "2018-04-01";

  TunnelOperation(String name, Access access, Engine engine) {
    super(name, access, engine);
  }

  /** Before anything is done with a tunnel: is there one, and may the caller? */
  final void enterTunnel(Call call, String tunnelId) {
    call.check(engine.tunnels().tableOf(call.instance(), tunnelId), access());
  }

  static Reply reply(MessageLite message) {
    return Reply.of(message.toByteArray());
  }

  /**
   * Errors of the rest of the protocol in the codes of the tunnel service. A code that clients do
   * not know ends their workers, so there are no others.
   */
  @Override
  public final ServiceException told(ServiceException refusal, String apiVersion) {
    boolean withSubject = API_WITH_SUBJECT.equals(apiVersion);
    return switch (refusal.code()) {
      case OTSParameterInvalid,
          OTSPermissionDenied,
          OTSTunnelExpired,
          OTSSequenceNumberNotMatch,
          OTSResourceGone,
          OTSTunnelServerUnavailable,
          OTSMethodNotAllowed ->
          refusal;
      case OTSTunnelExist ->
          withSubject ? refusal : new ServiceException(refusal.code(), refusal.getMessage());
      case OTSAuthFailed -> unauthenticated(refusal, withSubject);
      case OTSNoPermissionAccess -> Errors.tunnelPermissionDenied(refusal.getMessage());
      default ->
          refusal.code().blame() == ErrorCode.Blame.SERVER
                  || refusal.code() == ErrorCode.OTSRequestTimeout
              ? Errors.tunnelUnavailable(refusal)
              : Errors.invalid(refusal.getMessage());
    };
  }

  private static ServiceException unauthenticated(ServiceException refusal, boolean withSubject) {
    if (refusal.getMessage().equals(Errors.instanceNotFound().getMessage())) {
      return Errors.tunnelInstanceNotFound();
    }
    return withSubject ? Errors.tunnelPermissionDenied(refusal.getMessage()) : refusal;
  }
}

package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.Constraint;
import dev.oxydra.types.ConstraintEvent;
import dev.oxydra.types.ContextFrame;
import dev.oxydra.types.ContextRequest;
import dev.oxydra.types.ContextShares;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.Uuid7;
import java.util.List;

/** Answers what a client asks about the model's context, the budgets and the constraints. */
record ContextRequests(SessionHub hub, Background background) {

  /** Has it done, and answered. */
  void handle(ContextRequest request) {
    background.start(request.requestId(), Code.INTERNAL_ERROR, () -> answer(request));
  }

  private ServerFrame answer(ContextRequest request) {
    return switch (request) {
      case ContextRequest.GetContext asked -> context(asked);
      case ContextRequest.GetBudget asked ->
          new ContextFrame.Budget(
              asked.requestId(),
              asked.sessionId(),
              hub.runner().budgets(hub.session(asked.sessionId())));
      case ContextRequest.ListConstraints asked -> constraints(asked.requestId());
      case ContextRequest.AddConstraint added -> {
        add(added.text().strip());
        yield constraints(added.requestId());
      }
      case ContextRequest.RemoveConstraint removed -> {
        remove(removed.constraintId());
        yield constraints(removed.requestId());
      }
    };
  }

  private ServerFrame context(ContextRequest.GetContext asked) {
    SessionInfo session = hub.info(asked.sessionId());
    hub.requireAgent(session.agentName());
    ContextShares shares = hub.runner().context(session.sessionId(), session.agentName());
    if (shares == null) {
      throw new GatewayException(Code.SHUTTING_DOWN, "What the model is sent is not known now");
    }
    return new ContextFrame.Context(asked.requestId(), session.sessionId(), shares);
  }

  private ServerFrame constraints(String requestId) {
    return new ContextFrame.ConstraintList(requestId, Constraint.standing(hub.journal()));
  }

  private void add(String text) {
    if (text.isEmpty() || text.length() > Constraint.MAX_LENGTH) {
      throw new GatewayException(
          Code.INVALID_FIELD,
          "Invalid field 'payload.text': 1 to %d characters, not %d"
              .formatted(Constraint.MAX_LENGTH, text.length()));
    }
    if (Constraint.standing(hub.journal()).size() >= Constraint.MAX_COUNT) {
      throw new GatewayException(
          Code.INVALID_FIELD,
          "There are %d constraints, which is as many as may be; remove one first"
              .formatted(Constraint.MAX_COUNT));
    }
    append(new ConstraintEvent.Added(Uuid7.create().toString(), text));
  }

  private void remove(String id) {
    if (Constraint.standing(hub.journal()).stream().noneMatch(it -> it.id().equals(id))) {
      throw new GatewayException(
          Code.INVALID_FIELD,
          "Invalid field 'payload.constraint_id': no constraint has the id '%s'; list_constraints shows those there are"
              .formatted(id));
    }
    append(new ConstraintEvent.Removed(id));
  }

  private void append(ConstraintEvent event) {
    hub.journal().append(List.of(new NewEvent(ConstraintEvent.SESSION, null, "user", event)));
  }
}

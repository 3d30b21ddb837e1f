package dev.oxydra.gateway;

import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.FilesRestored;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.UndoRequest;

/** What a client with the feature {@code undo} may ask about the files. */
record UndoRequests(SessionHub hub) {

  /** Does it, and gives the answer. */
  ServerFrame handle(UndoRequest request) {
    SessionId session = hub.session(request.sessionId());
    Checkpoints.Restored restored =
        switch (request) {
          case UndoRequest.Undo undo -> hub.undo().undo(session);
          case UndoRequest.Rewind rewind -> hub.undo().rewind(session, rewind.turnId());
        };
    return new FilesRestored(
        request.requestId(),
        new ServerFrame.SessionRef(hub.user(), session),
        restored.turn(),
        restored.savedAs(),
        restored.rewritten(),
        restored.made(),
        restored.removed(),
        restored.files(),
        restored.notKept());
  }
}

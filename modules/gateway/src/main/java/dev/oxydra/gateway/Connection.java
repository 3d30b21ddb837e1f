package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.FrameCodec;
import dev.oxydra.types.FrameException;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.ServerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client: handles its frames one after the other. */
final class Connection implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final Inbound inbound;
  private final Outbound outbound;
  private final RequestHandler handler;
  private final TokenBucket bucket;
  private final Consumer<Connection> onEnd;

  /**
   * Serves a client.
   *
   * @param bucket how many frames it may send
   * @param onEnd is called when the client has gone
   */
  Connection(
      Inbound inbound,
      Outbound outbound,
      RequestHandler handler,
      TokenBucket bucket,
      Consumer<Connection> onEnd) {
    this.inbound = inbound;
    this.outbound = outbound;
    this.handler = handler;
    this.bucket = bucket;
    this.onEnd = onEnd;
  }

  /** Handles what there is; the thread ends when there is no more. */
  @Override
  public void run() {
    for (Inbound.Item item = inbound.take(); item != null; item = inbound.take()) {
      if (!handle(item)) {
        inbound.end();
      }
    }
  }

  /**
   * Ends it when the client has been sent all that there is.
   *
   * @param end when to give up, in terms of {@link System#nanoTime}
   */
  void finish(long end) throws InterruptedException {
    try {
      handler.awaitDelivered(end);
    } finally {
      outbound.close(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE);
    }
  }

  /** Whether more can follow. */
  private boolean handle(Inbound.Item item) {
    switch (item) {
      case Inbound.Item.Text(ByteBuf utf8) -> {
        return handleText(utf8) && outbound.awaitRoom(() -> false);
      }
      case Inbound.Item.Binary binary -> {
        error(null, Code.BINARY_FRAME.word(), "Binary frames are not used: send JSON as text");
        return outbound.awaitRoom(() -> false);
      }
      case Inbound.Item.End end -> {
        handler.close();
        onEnd.accept(this);
        return true;
      }
    }
  }

  private boolean handleText(ByteBuf utf8) {
    String text;
    try {
      if (!ByteBufUtil.isText(utf8, StandardCharsets.UTF_8)) {
        outbound.close(
            new WebSocketCloseStatus(
                WebSocketCloseStatus.INVALID_PAYLOAD_DATA.code(), "the text is not valid UTF-8"));
        return false;
      }
      text = utf8.toString(StandardCharsets.UTF_8);
    } finally {
      utf8.release();
    }
    handleText(text);
    return true;
  }

  private void handleText(String text) {
    String requestId = null;
    try {
      if (!bucket.take(System.nanoTime())) {
        requestId = RequestIdFinder.find(text);
        throw bucket.exceeded();
      }
      ClientFrame frame = FrameCodec.decodeClient(text);
      requestId = frame.requestId();
      handler.handle(frame);
    } catch (FrameException e) {
      error(e.requestId(), e.kind().name().toLowerCase(Locale.ROOT), e.getMessage());
    } catch (GatewayException e) {
      error(requestId, e.code().word(), e.getMessage());
    } catch (JournalException e) {
      LOG.warn("The journal failed a request: {}", e.getMessage());
      error(requestId, Code.JOURNAL_FAILED.word(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("A request failed", e);
      error(
          requestId,
          Code.INTERNAL_ERROR.word(),
          "A fault of the agent, not of the request; its log has the details");
    }
  }

  private void error(@Nullable String requestId, String code, @Nullable String message) {
    outbound.add(
        new ServerFrame.Error(requestId, handler.session(), null, String.valueOf(message), code));
  }
}

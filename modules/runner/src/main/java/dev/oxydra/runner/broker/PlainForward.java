package dev.oxydra.runner.broker;

import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One request over a connection of its own, and its answer. What was read of either side has been
 * written to the other before more is read, so back-pressure passes through.
 */
final class PlainForward {
  private static final int LONGEST_LINE = 8 * 1024;
  private static final int HEADER_BYTES = 64 * 1024;
  private static final int CHUNK_BYTES = 16 * 1024;

  private final HttpRequest request;
  private final ProxyTarget target;
  private final RequestBody body;
  private final LongPredicate counter;
  private @Nullable Inbox answers;

  /**
   * @param counter is told how many bytes pass, and says whether more may
   */
  PlainForward(HttpRequest request, ProxyTarget target, RequestBody body, LongPredicate counter) {
    this.request = request;
    this.target = target;
    this.body = body;
    this.counter = counter;
  }

  /** Has the event loop read and write a connection, which is closed with the channel. */
  Channel over(SocketChannel connection, EventLoop loop, Duration idle) throws IOException {
    Channel server = new NioSocketChannel(connection);
    var _ = server.config().setAutoRead(false);
    Inbox inbox = new Inbox(server);
    answers = inbox;
    server
        .pipeline()
        .addLast(new IdleStateHandler(0, 0, idle.toNanos(), TimeUnit.NANOSECONDS))
        .addLast(new HttpClientCodec(LONGEST_LINE, HEADER_BYTES, CHUNK_BYTES))
        .addLast(new Answers(inbox));
    loop.register(server).awaitUninterruptibly();
    return server;
  }

  /** Sends the request; the answer may come before its end. */
  Thread send(Channel server) throws IOException {
    var _ = server.config().setAutoRead(true);
    GuestWriter out = new GuestWriter(server);
    DefaultHttpRequest head =
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1, request.method(), Objects.requireNonNull(target.path()));
    ProxyHeaders.toServer(request.headers(), target, head.headers());
    if (HttpUtil.isTransferEncodingChunked(request)) {
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    } else if (HttpUtil.isContentLengthSet(request)) {
      head.headers().set(HttpHeaderNames.CONTENT_LENGTH, HttpUtil.getContentLength(request));
    }
    out.send(head);
    return Thread.ofVirtual().name("proxy-body").start(() -> sendBody(out, server));
  }

  private void sendBody(GuestWriter out, Channel server) {
    byte[] buffer = new byte[CHUNK_BYTES];
    try {
      for (int read = body.read(buffer, 0, buffer.length);
          read >= 0;
          read = body.read(buffer, 0, buffer.length)) {
        out.send(new DefaultHttpContent(Unpooled.copiedBuffer(buffer, 0, read)));
      }
      out.send(LastHttpContent.EMPTY_LAST_CONTENT);
    } catch (IOException e) {
      // An answer may still come of a server that has read enough.
      if (!body.complete()) {
        var _ = server.close();
      }
    }
  }

  /**
   * The head of the answer, without interim ones.
   *
   * @throws Refusal when there is none
   */
  HttpResponse head() throws Refusal, IOException {
    while (true) {
      HttpObject object = take();
      if (!(object instanceof HttpResponse response)) {
        ReferenceCountUtil.release(object);
      } else if (object.decoderResult().isFailure()
          || response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
        throw ProxyRefusals.broken(target.host());
      } else if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
        return response;
      }
    }
  }

  private HttpObject take() throws Refusal, IOException {
    try {
      return inbox().take();
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      throw ProxyRefusals.broken(target.host());
    }
  }

  /** Passes the rest of the answer on. */
  void passOn(GuestWriter guest, Outcome outcome) throws IOException {
    boolean more = true;
    while (more) {
      HttpObject object = inbox().take();
      if (!(object instanceof HttpContent) || object.decoderResult().isFailure()) {
        ReferenceCountUtil.release(object);
        throw new IOException("The answer of " + target.host() + " broke");
      }
      long bytes = object instanceof ByteBufHolder holder ? holder.content().readableBytes() : 0;
      outcome.sent(bytes);
      more = !(object instanceof LastHttpContent);
      guest.send(object);
      if (!counter.test(bytes)) {
        throw new IOException("No more bytes may pass today");
      }
    }
  }

  /** Throws away what nobody has taken. */
  void close() {
    if (answers != null) {
      answers.end();
    }
  }

  private Inbox inbox() {
    return Objects.requireNonNull(answers);
  }

  /** Puts what comes from the server where the guest's thread takes it. */
  private static final class Answers extends ChannelInboundHandlerAdapter {
    private final Inbox inbox;

    Answers(Inbox inbox) {
      this.inbox = inbox;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      inbox.put((HttpObject) message);
    }

    /** What came before the end is still to be taken. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
      inbox.finish();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof IdleStateEvent) {
        var _ = context.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }
}

package dev.oxydra.runner.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.nio.NioIoHandle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A connection that its event loop has given away: from now on it is read and written by threads
 * that wait. Closing the former channel still closes it.
 *
 * @param early what had been read already
 */
@SuppressWarnings("ArrayRecordComponent") // is handed on and never compared
record Handover(SocketChannel connection, byte[] early) {
  /**
   * Takes a connection away from its event loop, which no longer reads it.
   *
   * @param early what the channel's handler has kept, to be used on the event loop
   * @throws IOException when the thread is interrupted, or the connection has ended
   */
  static Handover of(Channel channel, Deque<ByteBuf> early) throws IOException {
    CompletableFuture<byte[]> kept = new CompletableFuture<>();
    channel
        .eventLoop()
        .execute(() -> {
          ChannelFuture given = channel.deregister();
          var _ = given.addListener(_ -> kept.complete(drain(early)));
        });
    try {
      byte[] bytes = kept.get();
      SocketChannel connection =
          (SocketChannel) ((NioIoHandle) channel.unsafe()).selectableChannel();
      connection.configureBlocking(true);
      return new Handover(connection, bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The guest has gone", e);
    } catch (ExecutionException e) {
      throw new IOException("The guest has gone", e);
    }
  }

  private static byte[] drain(Deque<ByteBuf> early) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
      all.writeBytes(ByteBufUtil.getBytes(bytes));
      bytes.release();
    }
    return all.toByteArray();
  }
}

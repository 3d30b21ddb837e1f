package dev.oxydra.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Reads from sockets into heap buffers. A frame is collected in the buffer that its beginning was
 * read into; were that a direct one, a large frame would need more direct memory than a guest has.
 */
final class HeapReceiveAllocator implements RecvByteBufAllocator {
  private final AdaptiveRecvByteBufAllocator sizes = new AdaptiveRecvByteBufAllocator();

  @Override
  @SuppressWarnings("deprecation") // the handle is what Netty's own transports still use
  public Handle newHandle() {
    return new DelegatingHandle(sizes.newHandle()) {
      @Override
      public ByteBuf allocate(ByteBufAllocator alloc) {
        return alloc.heapBuffer(guess());
      }
    };
  }
}

package dev.oxydra.tools;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * How large a picture is, in pixels, by what its header says.
 *
 * @param width from 1
 * @param height from 1
 */
record ImageSize(int width, int height) {
  /** Null where the header says nothing, or nonsense. */
  static @Nullable ImageSize of(String type, byte[] bytes) {
    ByteBuffer header = ByteBuffer.wrap(bytes);
    try {
      ImageSize size =
          switch (type) {
            case "image/png" -> new ImageSize(header.getInt(16), header.getInt(20));
            case "image/gif" -> ofShorts(header.order(ByteOrder.LITTLE_ENDIAN), 6);
            case "image/webp" -> ofWebp(header.order(ByteOrder.LITTLE_ENDIAN));
            case "image/jpeg" -> ofJpeg(header);
            default -> null;
          };
      return size == null || size.width <= 0 || size.height <= 0 ? null : size;
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
      return null; // It ends within its header.
    }
  }

  private static ImageSize ofShorts(ByteBuffer bytes, int at) {
    return new ImageSize(bytes.getShort(at) & 0xffff, bytes.getShort(at + 2) & 0xffff);
  }

  /** RFC 9649, sections 2.5 to 2.7. */
  private static @Nullable ImageSize ofWebp(ByteBuffer bytes) {
    return switch (bytes.getInt(12)) {
      case 0x20385056 -> // VP8 and a space
          new ImageSize(bytes.getShort(26) & 0x3fff, bytes.getShort(28) & 0x3fff);
      case 0x4c385056 -> { // VP8L
        int bits = bytes.getInt(21);
        yield new ImageSize((bits & 0x3fff) + 1, (bits >>> 14 & 0x3fff) + 1);
      }
      case 0x58385056 -> // VP8X
          new ImageSize((bytes.getInt(24) & 0xffffff) + 1, (bytes.getInt(26) >>> 8) + 1);
      default -> null;
    };
  }

  /** The first start-of-frame segment (ITU-T T.81, annex B). */
  private static @Nullable ImageSize ofJpeg(ByteBuffer bytes) {
    bytes.position(2);
    while (true) {
      int marker = bytes.getShort() & 0xffff;
      if (marker == 0xffff) { // A fill byte before a marker.
        bytes.position(bytes.position() - 1);
        continue;
      }
      if (marker < 0xff00) {
        return null;
      }
      if (isFrame(marker)) {
        int at = bytes.position() + 3;
        return new ImageSize(bytes.getShort(at + 2) & 0xffff, bytes.getShort(at) & 0xffff);
      }
      int length = bytes.getShort(bytes.position()) & 0xffff;
      bytes.position(bytes.position() + Math.max(2, length));
    }
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xffc0
        && marker <= 0xffcf
        && marker != 0xffc4
        && marker != 0xffc8
        && marker != 0xffcc;
  }

  @Override
  public String toString() {
    return width + "×" + height;
  }
}

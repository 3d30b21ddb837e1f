package dev.oxydra.tools;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/** Media types by what files begin with, whatever they are called. */
final class ContentType {
  /** How many first bytes tell, at most. */
  static final int HEAD = 64;

  static final String PDF = "application/pdf";
  static final String TEXT = "text/plain";
  private static final String UNKNOWN = "application/octet-stream";

  /** Those that models are shown. */
  private static final Set<String> SHOWN =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp", PDF);

  private ContentType() {}

  /** Whether a model can be shown such a file itself. */
  static boolean isShown(String type) {
    return SHOWN.contains(type);
  }

  /** Of a whole file. */
  static String of(byte[] bytes) {
    String type = ofHead(bytes);
    return type.equals(UNKNOWN) && isText(bytes) ? TEXT : type;
  }

  /** Of a file's first bytes; {@code application/octet-stream} where they are not known. */
  static String ofHead(byte[] head) {
    String latin = new String(head, 0, Math.min(head.length, HEAD), StandardCharsets.ISO_8859_1);
    String hex = HexFormat.of().formatHex(head, 0, Math.min(head.length, 4));
    return switch (hex) {
      case "89504e47" -> "image/png";
      case "1a45dfa3" -> latin.contains("webm") ? "video/webm" : "video/x-matroska";
      case "504b0304" -> "application/zip";
      default -> hex.startsWith("ffd8ff") ? "image/jpeg" : ofWords(latin, hex);
    };
  }

  private static String ofWords(String latin, String hex) {
    if (latin.startsWith("GIF87a") || latin.startsWith("GIF89a")) {
      return "image/gif";
    }
    if (latin.startsWith("%PDF-")) {
      return PDF;
    }
    if (latin.startsWith("RIFF") && latin.length() >= 12) {
      return ofRiff(latin.substring(8, 12));
    }
    if (latin.length() >= 12 && latin.startsWith("ftyp", 4)) {
      return ofIsoMedia(latin.substring(8, 12).toLowerCase(Locale.ROOT));
    }
    if (latin.startsWith("OggS")) {
      return latin.contains("OpusHead") ? "audio/ogg; codecs=opus" : "audio/ogg";
    }
    if (latin.startsWith("fLaC")) {
      return "audio/flac";
    }
    // MPEG-1 and -2 layer III, of which the other layers differ in two bits.
    boolean frame = hex.startsWith("fffb") || hex.startsWith("fff3") || hex.startsWith("fff2");
    return frame || latin.startsWith("ID3") ? "audio/mpeg" : UNKNOWN;
  }

  private static String ofRiff(String form) {
    return switch (form) {
      case "WEBP" -> "image/webp";
      case "WAVE" -> "audio/wav";
      case "AVI " -> "video/x-msvideo";
      default -> UNKNOWN;
    };
  }

  /** By the brand of an ISO 14496-12 file. */
  private static String ofIsoMedia(String brand) {
    return switch (brand) {
      case "m4a ", "m4b " -> "audio/mp4";
      case "heic", "heix", "mif1" -> "image/heic";
      case "avif" -> "image/avif";
      case "qt  " -> "video/quicktime";
      default -> "video/mp4";
    };
  }

  private static boolean isText(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        return false;
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}

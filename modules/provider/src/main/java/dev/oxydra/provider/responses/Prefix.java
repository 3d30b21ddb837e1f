package dev.oxydra.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.ModelId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The SHA-256 of the beginning of a conversation with a model, as its items go over the wire. */
final class Prefix {
  /** Files by their own hash: their base64 is never held. */
  static final FileNames FILES =
      new FileNames() {
        @Override
        public String dataUrl(Attachment file) {
          return base64(file);
        }

        @Override
        public String base64(Attachment file) {
          return file.mimeType() + ' ' + hex(sha256().digest(file.data()));
        }
      };

  private final MessageDigest digest;

  Prefix(ModelId model) {
    this(sha256());
    add(model.value());
  }

  private Prefix(MessageDigest digest) {
    this.digest = digest;
  }

  void add(List<? extends JsonNode> items) {
    items.forEach(item -> add(item.toString()));
  }

  private void add(String text) {
    digest.update((text + '\n').getBytes(StandardCharsets.UTF_8));
  }

  /** So far, in hexadecimal digits. */
  String hash() {
    return hex(copy().digest.digest());
  }

  Prefix copy() {
    try {
      return new Prefix((MessageDigest) digest.clone());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can't be cloned", e);
    }
  }

  private static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

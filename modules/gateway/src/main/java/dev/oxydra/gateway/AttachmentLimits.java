package dev.oxydra.gateway;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Attachment;
import java.util.List;

/**
 * What may come with a turn.
 *
 * @param count how many at most
 * @param each the largest one, in bytes
 * @param total all together, in bytes
 */
record AttachmentLimits(int count, long each, long total) {
  static AttachmentLimits of(AgentConfig.Gateway config) {
    return new AttachmentLimits(
        config.maxAttachments(), config.maxAttachment(), config.maxAttachmentsTotal());
  }

  /**
   * @throws GatewayException when one of the limits is passed, with the numbers
   */
  void check(List<Attachment> attachments) {
    if (attachments.size() > count) {
      throw limit("%d attachments; a turn may have %d".formatted(attachments.size(), count));
    }
    long sum = 0;
    for (Attachment attachment : attachments) {
      long size = attachment.data().length;
      if (size > each) {
        throw limit("An attachment of %d bytes; one may have %d".formatted(size, each));
      }
      sum += size;
    }
    if (sum > total) {
      throw limit("Attachments of %d bytes together; a turn may have %d".formatted(sum, total));
    }
  }

  private static GatewayException limit(String message) {
    return new GatewayException(GatewayException.Code.ATTACHMENT_LIMIT, message);
  }
}

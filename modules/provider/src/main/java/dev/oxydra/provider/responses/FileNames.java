package dev.oxydra.provider.responses;

import dev.oxydra.types.Attachment;

/** What stands for a file in an item's JSON. */
interface FileNames {
  /** In place of its data URL. */
  String dataUrl(Attachment file);

  /** In place of its base64. */
  String base64(Attachment file);
}

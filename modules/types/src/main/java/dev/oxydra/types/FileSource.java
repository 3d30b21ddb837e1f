package dev.oxydra.types;

/** Gives the bytes of files that results of tools refer to. Safe for use by several threads. */
@FunctionalInterface
public interface FileSource {
  /** Has none. */
  FileSource NONE =
      file -> {
        throw new ToolException(file.path() + " can't be read here");
      };

  /**
   * The content of a file.
   *
   * @throws ToolException when it is gone, or is not what it was; the message says which
   */
  byte[] read(ToolFile file);
}

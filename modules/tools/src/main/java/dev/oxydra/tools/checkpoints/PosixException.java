package dev.oxydra.tools.checkpoints;

import java.io.IOException;
import java.io.Serial;

/** A call of the system failed. */
final class PosixException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  static final int NO_ENTRY = 2;
  static final int NO_ACCESS = 13;
  static final int EXISTS = 17;
  static final int NOT_EMPTY = 39;

  private final int errno;

  PosixException(int errno) {
    super(text(errno));
    this.errno = errno;
  }

  int errno() {
    return errno;
  }

  /** The numbers are the same on all systems that {@link Posix} supports. */
  private static String text(int errno) {
    return switch (errno) {
      case 1 -> "not permitted";
      case NO_ENTRY -> "it is not there";
      case 6, 20, 21, 40 -> "it was changed meanwhile";
      case NO_ACCESS -> "permission denied";
      case EXISTS -> "something else is in its place";
      case 23, 24 -> "too many files are open";
      case 27 -> "the file is too large";
      case 28 -> "no space left on the disk";
      case 30 -> "the disk is read-only";
      case 36 -> "the name is too long";
      case NOT_EMPTY -> "the folder is not empty";
      case 122 -> "the disk quota is used up";
      default -> "the system's error " + errno;
    };
  }
}

package dev.oxydra.memory.recall;

import dev.oxydra.types.JournalException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.store.AlreadyClosedException;

/** Tells an index that has to be built anew from a disk that is to be waited for. */
final class Damage {
  private Damage() {}

  static boolean isIn(Exception failure) {
    return switch (cause(failure)) {
      case CorruptIndexException e -> true;
      case IndexFormatTooNewException e -> true;
      case IndexFormatTooOldException e -> true;
      case IndexNotFoundException e -> true;
      case EOFException e -> true;
      case FileNotFoundException e -> true;
      case NoSuchFileException e -> true;
      case IOException e -> false;
      case JournalException e -> false;
      case RecallException e -> false;
      case AlreadyClosedException e -> false;
      // What damaged bytes make Lucene do is not always told from a mistake in a program.
      case Throwable e -> true;
    };
  }

  /** A writer that is closed says why it was. */
  private static Throwable cause(Exception failure) {
    Throwable cause = failure.getCause();
    return failure instanceof AlreadyClosedException && cause != null ? cause : failure;
  }

  /** For people. */
  static String reason(Exception failure) {
    Throwable cause = cause(failure);
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}

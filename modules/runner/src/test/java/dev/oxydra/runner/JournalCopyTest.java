package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal is copied whole or not at all, whatever becomes of it meanwhile. */
class JournalCopyTest {
  private static final byte[] JOURNAL =
      (FakeJournal.BEGINNING + "x".repeat(5000)).getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  /** A file that says it has another size than there is to read. */
  private record Claimed(FileChannel file, long size) implements SeekableByteChannel {
    @Override
    public int read(ByteBuffer to) throws IOException {
      return file.read(to);
    }

    @Override
    public int write(ByteBuffer from) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public SeekableByteChannel truncate(long to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  @Test
  void whatCantFitIsNotBegun() throws IOException {
    IOException e = assertThrows(IOException.class, () -> copy(Long.MAX_VALUE));
    assertTrue(e.getMessage().contains("there is no room for it"), e.getMessage());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("journal.db")), left.toList());
    }
  }

  @Test
  void oneThatGrowsIsNotFollowed() throws IOException {
    copy(1000);
    assertEquals(1000, Files.size(folder.resolve("copy.db")));
  }

  @Test
  void oneThatShrinksIsNoCopy() throws IOException {
    IOException e = assertThrows(IOException.class, () -> copy(10_000));
    assertTrue(e.getMessage().contains("became shorter"), e.getMessage());
    assertFalse(Files.exists(folder.resolve("copy.db")));
  }

  private void copy(long claimed) throws IOException {
    Path journal = Files.write(folder.resolve("journal.db"), JOURNAL);
    try (FileChannel file = FileChannel.open(journal, StandardOpenOption.READ)) {
      new BackupFile(folder.resolve("copy.db"), false).write(new Claimed(file, claimed));
    } catch (RunnerException e) {
      throw (IOException) e.getCause();
    }
  }
}

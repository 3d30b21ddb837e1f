package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets in a folder that a guest can write to, and does. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DoorPlaceTest {
  private static final int TIMES = 300;

  private Path folder;
  private Path socket;
  private Broker broker;

  @BeforeEach
  void open() throws IOException {
    folder = Files.createTempDirectory("ox");
    socket = Files.createDirectory(folder.resolve("ipc")).resolve("broker.sock");
    broker = new Broker();
  }

  @AfterEach
  void close() throws IOException {
    broker.close();
    Doors.delete(folder.resolve("ipc"));
    Doors.delete(folder);
  }

  private Broker.Door door() throws IOException {
    DoorFiles files =
        new DoorFiles(
            socket,
            null,
            folder.resolve("made"),
            folder.resolve("egress.log"),
            folder.resolve("usage.json"));
    return broker.open(
        new UserId("alice"), files, new Terms(Map.of(), new BrokerLimits(2, 1 << 20)));
  }

  @Test
  void aLinkInItsPlaceIsNotFollowed() throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "of the host");
    Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-r--r--"));
    AtomicBoolean enough = new AtomicBoolean();
    Thread guest = Thread.ofPlatform().start(() -> relink(victim, enough));
    try {
      for (int i = 0; i < TIMES; i++) {
        door().close();
      }
    } finally {
      enough.set(true);
      guest.join();
    }
    assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)));
    assertEquals("of the host", Files.readString(victim));
  }

  private void relink(Path victim, AtomicBoolean enough) {
    Path link = socket.resolveSibling("link");
    while (!enough.get()) {
      try {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, victim);
        Files.move(link, socket, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void aFileInItsPlaceStays() throws Exception {
    Files.writeString(socket, "not a socket");
    IOException refused = assertThrows(IOException.class, this::door);
    assertTrue(refused.getCause().getMessage().contains("something else is there"));
    assertEquals("not a socket", Files.readString(socket));
  }
}

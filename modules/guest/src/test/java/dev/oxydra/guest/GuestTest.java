package dev.oxydra.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuestTest {
  private Path folder;

  @BeforeEach
  void makeWorkspace() throws IOException {
    folder = Files.createTempDirectory("oxg");
    for (String name : List.of("shared", "tmp", "vault", "internal", "ipc")) {
      Files.createDirectory(folder.resolve(name));
    }
  }

  @AfterEach
  void deleteWorkspace() throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.forEach(all::addFirst);
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }

  private Bootstrap bootstrap() {
    return AgentOnDemandTest.bootstrap(folder, "");
  }

  @Test
  void saysWhereItIsAndLeavesNoTokenBehind() throws IOException {
    Path token = folder.resolve("ipc/gateway-token");
    Path socket = folder.resolve("ipc/gateway.sock");
    try (Guest _ = Guest.start(bootstrap())) {
      assertEquals(
          "ws://127.0.0.1:41234/ws\n", Files.readString(folder.resolve("ipc/gateway-endpoint")));
      assertEquals(44, Files.readString(token).length());
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)));
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
      try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
        assertTrue(channel.isConnected());
      }
    }
    assertFalse(Files.exists(token));
    assertFalse(Files.exists(socket));
  }

  @Test
  void saysHowModelsAnswerBeforeAnyWasAsked() throws IOException {
    try (Guest _ = Guest.start(bootstrap());
        SocketChannel channel =
            SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("ipc/gateway.sock")))) {
      String token = Files.readString(folder.resolve("ipc/gateway-token")).strip();
      String request =
          "GET /providers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(token);
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      String answer =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 200") && answer.endsWith("\r\n\r\n[]"), answer);
    }
  }

  @Test
  void everyStartHasItsOwnToken() throws IOException {
    String first;
    try (Guest _ = Guest.start(bootstrap())) {
      first = Files.readString(folder.resolve("ipc/gateway-token"));
    }
    try (Guest _ = Guest.start(bootstrap())) {
      assertFalse(first.equals(Files.readString(folder.resolve("ipc/gateway-token"))));
    }
  }

  @Test
  void whatFailsToStartLetsGoOfEverything() throws IOException {
    // A listener that answers is no stale socket: the gateway refuses to take its place.
    try (Guest _ = Guest.start(bootstrap())) {
      assertThrows(UncheckedIOException.class, () -> Guest.start(bootstrap()));
    }
    try (Guest _ = Guest.start(bootstrap())) {
      assertTrue(Files.exists(folder.resolve("ipc/gateway-token")));
    }
  }

  @Test
  void aDamagedJournalIsNotOverwritten() throws IOException {
    Path journal =
        Files.writeString(folder.resolve("internal/journal.db"), "not a journal ".repeat(99));
    assertThrows(JournalException.class, () -> Guest.start(bootstrap()));
    assertTrue(Files.readString(journal).startsWith("not a journal"));
  }

  @Test
  void anUnknownProviderTypeIsNamed() {
    ProviderRoute odd =
        new ProviderRoute(
            new ProviderId("mine"),
            "telepathy",
            "http://x",
            new ProviderRoute.Timeouts(Duration.ZERO, Duration.ZERO));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> BuiltInProviders.create(odd, UnixDomainSocketAddress.of(folder.resolve("b"))))
            .getMessage();
    assertTrue(
        message.contains("telepathy") && message.contains("[anthropic, demo, gemini, openai"),
        message);
  }
}

package dev.oxydra.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
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
  private static final ModelRef MODEL = ModelRef.parse("demo/demo");

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
    return new Bootstrap(
        Bootstrap.VERSION,
        new UserId("alice"),
        new Bootstrap.Paths(
            folder + "/shared",
            folder + "/tmp",
            folder + "/vault",
            folder + "/internal",
            folder + "/ipc",
            folder + "/ipc/broker.sock",
            ""),
        "ws://127.0.0.1:41234/ws",
        List.of(
            new ProviderRoute(
                new ProviderId("demo"),
                "demo",
                "http://broker/providers/demo",
                new ProviderRoute.Timeouts(Duration.ofSeconds(60), Duration.ofSeconds(60)))),
        List.of(
            new Bootstrap.Agent(AgentConfig.DEFAULT_AGENT, MODEL, ReasoningEffort.AUTO, null),
            new Bootstrap.Agent("writer", MODEL, ReasoningEffort.HIGH, "Write well.")),
        List.of(),
        AgentConfig.Reliability.defaults(),
        "",
        false,
        new AgentConfig.Runtime(50, Duration.ofMinutes(30), 8, null),
        new AgentConfig.Tools(
            16_384, new AgentConfig.Shell(Duration.ofMinutes(2), Duration.ofHours(1))),
        AgentConfig.Gateway.defaults(),
        "none",
        List.of());
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
    assertTrue(message.contains("telepathy") && message.contains("[demo, openai]"), message);
  }
}

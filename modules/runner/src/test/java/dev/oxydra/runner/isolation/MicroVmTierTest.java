package dev.oxydra.runner.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs in real machines; each takes some seconds to start, so one is asked many things. */
@RequiresTool({"qemu-system-x86_64", "bwrap", "socat", "busybox", "cpio", "depmod", "mkfs.ext4"})
class MicroVmTierTest {
  @Test
  void aProgramGetsAllThatItIsToldAndNothingElse() throws Exception {
    try (MicroVmFixture fixture = new MicroVmFixture()) {
      Path output = fixture.folder.resolve("output");
      Launched program =
          fixture.launch(
              fixture.spec(
                  "whole",
                  List.of(),
                  output,
                  """
                  cat; echo " and $GREETING"
                  echo to the log >&2
                  echo written >/shared/file
                  (echo x >/vault/file) 2>/dev/null && echo vault is writable
                  (echo x >/file) 2>/dev/null && echo root is writable
                  (head -c 17000000 /dev/zero >/shared/large) 2>/dev/null || echo too large
                  cat /proc/self/status | while read -r name value; do
                    case $name in CapEff:|CapBnd:|NoNewPrivs:) echo "$name $value" ;; esac
                  done
                  wget -q -T 3 -O - http://10.0.2.2/ 2>/dev/null && echo network
                  ls /sys /dev
                  exit 7
                  """));
      assertEquals(new End(7, ""), program.waitFor());
      String said = Files.readString(output);
      assertTrue(said.startsWith("some input and it's a machine\ntoo large\n"), said);
      assertTrue(said.contains("CapEff: 0000000000000000\n"), said);
      assertTrue(said.contains("CapBnd: 0000000000000000\n"), said);
      assertTrue(said.contains("NoNewPrivs: 1\n"), said);
      assertFalse(said.contains("writable"), said);
      assertFalse(said.contains("network"), said);
      assertFalse(said.contains("vda"), said);
      assertTrue(fixture.log("whole").contains("to the log"), fixture.log("whole"));
      assertEquals("written\n", Files.readString(fixture.shared.resolve("file")));
      assertFalse(Files.exists(fixture.folder.resolve("notes/whole.vm"), LinkOption.NOFOLLOW_LINKS));
    }
  }

  /** One server in the machine, which asks one on the host. */
  @Test
  void socketsAreCarriedBothWays() throws Exception {
    try (MicroVmFixture fixture = new MicroVmFixture()) {
      Path broker = fixture.sockets.resolve("broker.sock");
      Path gateway = fixture.sockets.resolve("gateway.sock");
      Mount ipc = Mount.readWrite(fixture.sockets, "/ipc");
      List<SocketLink> links =
          List.of(
              new SocketLink(gateway, fixture.tier.pathOf(ipc, gateway), true),
              new SocketLink(broker, fixture.tier.pathOf(ipc, broker), false));
      try (ServerSocketChannel host = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        host.bind(UnixDomainSocketAddress.of(broker));
        Thread.ofVirtual().start(() -> answerAll(host));
        Launched program =
            fixture.launch(
                fixture.spec(
                    "sockets",
                    links,
                    null,
                    "exec socat UNIX-LISTEN:%s,fork EXEC:'socat - UNIX-CONNECT\\:%s'"
                        .formatted(links.get(0).inside(), links.get(1).inside())));
        Await.until(
            "an answer through both sockets",
            MicroVmFixture.PATIENCE,
            () -> ask(gateway, "hello").equals("hello, says the host"));
        String large = "x".repeat(300_000);
        assertEquals(large + ", says the host", ask(gateway, large));
        program.stop(Duration.ofSeconds(30));
        assertFalse(program.isAlive());
        assertFalse(Files.exists(gateway, LinkOption.NOFOLLOW_LINKS));
      }
    }
  }

  @Test
  void oneThatIsAskedToEndEndsOrIsKilledAndALaterDaemonFindsIt() throws Exception {
    try (MicroVmFixture fixture = new MicroVmFixture()) {
      Launched program =
          fixture.launch(
              fixture.spec(
                  "asked",
                  List.of(),
                  null,
                  "trap 'echo bye >/shared/bye; exit 3' TERM; echo x >/shared/up; while :; do sleep 0.2; done"));
      Path up = fixture.shared.resolve("up");
      Await.until("the program is up", MicroVmFixture.PATIENCE, () -> Files.exists(up));
      assertTrue(program.usage().memoryBytes() > 32 * MicroVmFixture.MEBI);
      Launched adopted =
          fixture.tier.adopt(program.trace(), MicroVmFixture.LIMITS).orElseThrow();
      assertEquals(program.pid(), adopted.pid());
      assertEquals(program.trace(), adopted.trace());
      adopted.stop(Duration.ofSeconds(60));
      assertEquals("bye\n", Files.readString(fixture.shared.resolve("bye")));
      assertEquals(3, program.waitFor().code());
      assertTrue(fixture.tier.adopt(program.trace(), MicroVmFixture.LIMITS).isEmpty());
    }
  }

  @Test
  void oneThatEatsItsMemoryIsNamedAndOneThatForksIsHeld() throws Exception {
    try (MicroVmFixture fixture = new MicroVmFixture()) {
      Launched program =
          fixture.launch(
              fixture.spec(
                  "hog",
                  List.of(),
                  null,
                  """
                  i=0; while [ $i -lt 80 ]; do sleep 5 & i=$((i + 1)); done 2>/shared/forks
                  tail /dev/zero
                  """));
      End end = program.waitFor();
      assertEquals("It used more memory than its machine has.", end.reason(), fixture.log("hog"));
      assertNotEquals(0, end.code());
      String forks = Files.readString(fixture.shared.resolve("forks"));
      assertTrue(forks.contains("fork"), forks);
    }
  }

  private static String ask(Path socket, String question) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer bytes = ByteBuffer.wrap(question.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.shutdownOutput();
      return new String(
          Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // Not there yet.
    }
  }

  private static void answerAll(ServerSocketChannel server) {
    while (server.isOpen()) {
      try (SocketChannel channel = server.accept()) {
        InputStream in = Channels.newInputStream(channel);
        String question = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        ByteBuffer answer =
            ByteBuffer.wrap((question + ", says the host").getBytes(StandardCharsets.UTF_8));
        while (answer.hasRemaining()) {
          channel.write(answer);
        }
      } catch (IOException e) {
        return; // The test is over.
      }
    }
  }
}

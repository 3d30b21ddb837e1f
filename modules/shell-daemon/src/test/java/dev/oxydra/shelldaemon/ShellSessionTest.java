package dev.oxydra.shelldaemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.ShellCommand;
import dev.oxydra.types.ShellReply;
import dev.oxydra.types.ShellRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stays between a session's commands, and what runs in the background. */
@Timeout(120)
@RequiresTool({"setsid", "sh"})
final class ShellSessionTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String SESSION = "one";

  @TempDir Path work;
  private Path folder;
  private Path socket;
  private Daemon daemon;
  private Thread serving;

  @BeforeEach
  void listen() throws IOException {
    folder = Files.createTempDirectory("ox");
    socket = folder.resolve("shell.sock");
    daemon = Daemon.listen(socket, null);
    serving = Thread.ofVirtual().start(daemon::run);
  }

  @AfterEach
  void close() throws Exception {
    daemon.close();
    serving.join();
    try (var files = Files.list(folder)) {
      assertEquals(List.of(), files.toList(), "what the daemon left");
    }
    Files.delete(folder);
  }

  private Client.Outcome run(String session, String command) throws IOException {
    return run(new ShellCommand(session, command, work.toString()));
  }

  private Client.Outcome run(ShellCommand command) throws IOException {
    try (Client client = Client.send(socket, new ShellRequest.Run(1, command, LONG))) {
      return client.all();
    }
  }

  private ShellReply ask(ShellRequest request) throws IOException {
    try (Client client = Client.send(socket, request)) {
      return client.next();
    }
  }

  private String start(String command) throws IOException {
    ShellReply reply =
        ask(new ShellRequest.Start(1, new ShellCommand(SESSION, command, work.toString())));
    return assertInstanceOf(ShellReply.Started.class, reply, reply::toString).process();
  }

  private ShellReply.Written read(String process, long from) throws IOException {
    ShellReply reply = ask(new ShellRequest.Read(7, SESSION, process, from, LONG));
    return assertInstanceOf(ShellReply.Written.class, reply, reply::toString);
  }

  private static String text(ShellReply.Written written) {
    return new String(written.data(), StandardCharsets.UTF_8);
  }

  private static boolean isAlive(String pid) {
    return ProcessHandle.of(Long.parseLong(pid.strip())).filter(ProcessHandle::isAlive).isPresent();
  }

  private static void awaitDeath(String pid) {
    Await.until("the end of process " + pid, LONG, () -> !isAlive(pid));
  }

  @Test
  void theNextCommandFindsTheEnvironmentThatTheLastOneLeft() throws IOException {
    run(SESSION, "export ONE='a b\nc' ZWEI=\u00e9; PATH=$PATH:/opt; unset LANG");
    Client.Outcome next = run(SESSION, "printf '%s|%s|%s|%s' \"$ONE\" $ZWEI $PATH ${LANG-none}");
    assertTrue(next.out().startsWith("a b\nc|\u00e9|"), next.out());
    assertTrue(next.out().endsWith(":/opt|none"), next.out());
    assertEquals("|", run("two", "printf '%s|' $ONE").out(), "another session has its own");
    assertEquals("|", run("", "printf '%s|' $ONE").out());
    assertEquals("", run("", "export ONE=1").out());
    assertEquals("|", run("", "printf '%s|' $ONE").out(), "nobody's leave nothing");
  }

  @Test
  void theDirectoryAtTheEndIsTold() throws IOException {
    Files.createDirectories(work.resolve("a\nb"));
    String real = work.toRealPath().toString();
    assertEquals(real, exited(run(SESSION, "true")).directory());
    assertEquals(real + "/a\nb", exited(run(SESSION, "cd 'a\nb'; exit 3")).directory());
    assertEquals("/", exited(run(SESSION, "cd / && (cd /usr)")).directory());
    assertNull(exited(run(SESSION, "kill -9 $$")).directory());
    assertNull(exited(run(SESSION, "cd /; exec true")).directory());
  }

  private static ShellReply.Exited exited(Client.Outcome outcome) {
    return assertInstanceOf(ShellReply.Exited.class, outcome.last());
  }

  @Test
  void howACommandEndsIsNotChangedByWhatItLeaves() throws IOException {
    assertEquals(3, exited(run(SESSION, "exit 3")).exitCode());
    assertEquals(1, exited(run(SESSION, "true; false")).exitCode());
    assertEquals(4, exited(run(SESSION, "set -e; (exit 4); echo never")).exitCode());
    Client.Outcome wrong = run(SESSION, "if");
    assertEquals(2, exited(wrong).exitCode());
    assertTrue(wrong.out().contains("yntax error"), wrong.out());
    assertEquals(0, exited(run(SESSION, "trap 'echo own' EXIT")).exitCode());
    assertEquals("own\n", run(SESSION, "trap 'echo own' EXIT").out());
    assertEquals("sh 0\n", run(SESSION, "echo $0 $#").out());
  }

  @Test
  void anEnvironmentThatIsTooLargeIsNotKept() throws IOException {
    run(SESSION, "export SMALL=1");
    Client.Outcome large = run(SESSION, "export LARGE=$(head -c 100000 /dev/zero | tr '\\0' x)");
    assertEquals(0, exited(large).exitCode());
    run(SESSION, "export LARGER=$(head -c 100000 /dev/zero | tr '\\0' x)");
    assertEquals("1 100000 0\n", run(SESSION, "echo $SMALL ${#LARGE} ${#LARGER}").out());
  }

  @Test
  void bothOutputsComeInTheOrderInWhichTheyAreWritten() throws IOException {
    String command = "i=0; while [ $i -lt 500 ]; do echo o$i; echo e$i >&2; i=$((i+1)); done";
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      expected.append("o%d\ne%d\n".formatted(i, i));
    }
    assertEquals(expected.toString(), run(SESSION, command).out());
  }

  @Test
  void aTerminalIsOne() throws IOException {
    Client.Outcome outcome =
        run(
            new ShellCommand(
                SESSION,
                "test -t 0 && test -t 1 && test -t 2 && stty size && tty && echo $TERM; export T=1",
                work.toString(),
                true,
                List.of()));
    List<String> lines = outcome.out().lines().toList();
    assertEquals(List.of("24 80", "xterm-256color"), List.of(lines.get(0), lines.get(2)));
    assertTrue(lines.get(1).startsWith("/dev/pts/"), lines.get(1));
    assertEquals("1 dumb\n", run(SESSION, "echo $T $TERM").out());
  }

  @Test
  void whatHasATerminalEndsWithItsClient() throws IOException {
    ShellCommand command =
        new ShellCommand(
            SESSION, "trap '' HUP; echo $$; exec sleep 600", work.toString(), true, List.of());
    String pid;
    try (Client client = Client.send(socket, new ShellRequest.Run(1, command, LONG))) {
      pid = client.firstLine();
      assertTrue(isAlive(pid));
    }
    awaitDeath(pid);
  }

  @Test
  void aBackgroundProcessOutlivesItsClient() throws IOException {
    String process = start("echo $$; exec sleep 600");
    String pid = text(read(process, -1));
    assertTrue(isAlive(pid));
    ShellReply.Written killed =
        assertInstanceOf(ShellReply.Written.class, ask(new ShellRequest.Kill(2, SESSION, process)));
    assertEquals(128 + 15, killed.exitCode());
    awaitDeath(pid);
  }

  @Test
  void whatABackgroundProcessWritesIsReadOnceOrAgain() throws IOException {
    String process = start("echo one; read line; echo got $line; echo end >&2; exit 5");
    assertEquals("one\n", text(read(process, -1)));
    assertInstanceOf(
        ShellReply.Done.class,
        ask(
            new ShellRequest.Input(
                3, SESSION, process, "hello\n".getBytes(StandardCharsets.UTF_8), false)));
    StringBuilder rest = new StringBuilder();
    Await.until(
        "its end",
        LONG,
        () -> {
          ShellReply.Written written = read(process, -1);
          rest.append(text(written));
          return written.exitCode() != null;
        });
    assertEquals("got hello\nend\n", rest.toString());
    ShellReply.Written again = read(process, 0);
    assertEquals("one\ngot hello\nend\n", text(again));
    assertEquals(5, again.exitCode());
    assertEquals(7, again.id());
  }

  @Test
  void whatNobodyReadsIsLostAtSomeTimeAndThatIsSaid() throws IOException {
    String process = start("head -c 3000000 /dev/zero | tr '\\0' x; echo; echo last");
    Await.until("its end", LONG, () -> read(process, 1 << 30).exitCode() != null);
    ShellReply.Written written = read(process, 0);
    assertEquals(3_000_006 - Backlog.ROOM, written.lost());
    StringBuilder all = new StringBuilder(text(written));
    while (written.more()) {
      written = read(process, written.from() + written.data().length);
      assertEquals(0, written.lost());
      all.append(text(written));
    }
    assertEquals("x".repeat(Backlog.ROOM - 6) + "\nlast\n", all.toString());
  }

  @Test
  void theEndOfASessionEndsWhatRunsForIt() throws IOException {
    String pid = text(read(start("echo $$; exec sleep 600"), -1));
    String left = text(read(start("setsid sh -c 'echo $$; exec sleep 600'; true"), -1));
    run(SESSION, "export KEPT=1");
    assertInstanceOf(ShellReply.Done.class, ask(new ShellRequest.End(4, SESSION)));
    assertFalse(isAlive(pid), "it is gone when that is answered");
    awaitDeath(left);
    assertEquals("none\n", run(SESSION, "echo ${KEPT-none}").out());
    ShellReply unknown = ask(new ShellRequest.Read(5, SESSION, "p1", 0, Duration.ZERO));
    assertTrue(
        assertInstanceOf(ShellReply.Refused.class, unknown).message().contains("no process p1"));
  }

  @Test
  void backgroundProcessesLeaveRoomForCommands() throws IOException {
    for (String session : List.of("a", "b", "c")) {
      ShellReply last = null;
      for (int i = 0; i <= ShellSession.MAX_PROCESSES; i++) {
        last =
            ask(
                new ShellRequest.Start(
                    1, new ShellCommand(session, "exec sleep 600", work.toString())));
      }
      ShellReply.Refused refused = assertInstanceOf(ShellReply.Refused.class, last);
      assertTrue(refused.message().contains("in the background"), refused.message());
    }
    assertEquals("here\n", run(SESSION, "echo here").out());
  }

  @Test
  void aProgramCanBeSpokenTo() throws IOException {
    ShellCommand command =
        new ShellCommand(
            SESSION, "echo $$ >&2; while read l; do echo \"<$l>\"; done", work.toString());
    try (Client client = Client.send(socket, new ShellRequest.Attach(9, command))) {
      String process = assertInstanceOf(ShellReply.Started.class, client.next()).process();
      ShellReply.Output error = assertInstanceOf(ShellReply.Output.class, client.next());
      assertEquals(ShellReply.Stream.STDERR, error.stream());
      client.send(input(process, "one\n", false));
      assertEquals("<one>", nextOutput(client));
      client.send(input(process, "two\n", true));
      assertEquals("<two>", nextOutput(client));
      ShellReply end = client.next();
      while (!(end instanceof ShellReply.Exited)) {
        end = client.next();
      }
      assertEquals(0, ((ShellReply.Exited) end).exitCode());
    }
  }

  private static ShellRequest input(String process, String text, boolean last) {
    return new ShellRequest.Input(
        10, SESSION, process, text.getBytes(StandardCharsets.UTF_8), last);
  }

  private static String nextOutput(Client client) throws IOException {
    ShellReply reply = client.next();
    while (reply instanceof ShellReply.Done) {
      reply = client.next();
    }
    byte[] data = assertInstanceOf(ShellReply.Output.class, reply).data();
    return new String(data, StandardCharsets.UTF_8).strip();
  }

  @Test
  void requestsOfOneConnectionAreAnsweredSideBySide() throws IOException {
    ShellRequest slow =
        new ShellRequest.Run(1, new ShellCommand(SESSION, "exec sleep 600", work.toString()), LONG);
    try (Client client = Client.send(socket, slow)) {
      client.send(new ShellRequest.Run(2, new ShellCommand("", "exit 6", "/"), LONG));
      ShellReply.Exited exited = assertInstanceOf(ShellReply.Exited.class, client.next());
      assertEquals(2, exited.id());
      assertEquals(6, exited.exitCode());
    }
  }
}

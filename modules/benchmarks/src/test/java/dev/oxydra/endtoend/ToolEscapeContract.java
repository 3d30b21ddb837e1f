package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.endtoend.ToolCalls.Call;
import dev.oxydra.endtoend.ToolCalls.Result;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.FakeModelServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Bad input as tool calls through a real guest with its shell daemon, nobody being asked: nothing
 * outside is read or written, each call ends with a result that says something and is journalled,
 * nothing goes on running, and the guest goes on answering.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 240, unit = TimeUnit.SECONDS)
abstract class ToolEscapeContract {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String HARMLESS = "harmless";

  /** A million take a minute to make. */
  private static final int MANY = 100_000;

  private FakeModelServer model;
  private RunnerUnderTest runner;
  private Chat chat;
  private ToolCalls tools;
  private Canaries canaries;
  private Path shared;

  /** How many of the model's requests have been looked at. */
  private int asked;

  abstract RunnerUnderTest runner(Map<String, String> environment) throws IOException;

  @BeforeAll
  void start() throws IOException {
    model = FakeModelServer.answering(ToolCalls::obey);
    runner = runner(Map.of("OPENAI_API_KEY", OpenAiRunner.randomKey()));
    runner.configure(
        "agent.conf",
        "selection.provider = openai\nproviders.registry.openai.base_url = \"%s\"\napprovals.mode = full\n"
            .formatted(model.baseUrl()));
    runner.ok("start");
    shared = runner.workspace("shared");
    canaries = Canaries.in(runner);
    chat = Chat.open(runner);
  }

  /** In a session of its own: a conversation of hundreds of calls is slow to send. */
  @BeforeEach
  void begin() {
    chat = chat.create();
    tools = new ToolCalls(chat);
  }

  @AfterEach
  void nothingHappened() throws IOException {
    tools.assertServed();
    List<String> told = new ArrayList<>();
    told.addAll(tools.received());
    List<FakeModelServer.Request> requests = model.requests();
    requests.subList(asked, requests.size()).forEach(it -> told.add(it.body().toString()));
    asked = requests.size();
    canaries.assertUntouched(told);
    assertNoOpenFiles();
  }

  /**
   * Whatever a call opened is closed when it has ended, in the guest and in the shell's sandbox.
   */
  private void assertNoOpenFiles() throws IOException {
    Set<Object> files = new HashSet<>();
    for (Path place : List.of(shared, runner.workspace("tmp"))) {
      try (Stream<Path> all = Files.find(place, 3, (path, is) -> is.isRegularFile())) {
        for (Path file : all.toList()) {
          files.add(Files.readAttributes(file, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS));
        }
      }
    }
    Await.until("no open file of the workspace", SOON, () -> open(files).isEmpty());
  }

  private List<String> open(Set<Object> files) throws IOException {
    List<String> open = new ArrayList<>();
    for (ProcessHandle process : runner.daemon().descendants().toList()) {
      Path descriptors = new ProcessFiles(process.pid()).path("fd");
      try (Stream<Path> all = Files.list(descriptors)) {
        for (Path descriptor : all.toList()) {
          if (files.contains(Files.readAttributes(descriptor, "unix:dev,ino"))) {
            open.add(process.pid() + " " + descriptor);
          }
        }
      } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
        // It has just ended, or been closed, or is nobody's to look at.
      }
    }
    return open;
  }

  @AfterAll
  void stop() throws IOException {
    try (FakeModelServer _ = model;
        RunnerUnderTest last = runner) {
      if (last != null) {
        chat.close();
        last.ok("stop");
        assertEquals(List.of(), new ProcessTier().left(last));
      }
    }
  }

  private static void assertRefused(List<Result> results) {
    for (Result result : results) {
      assertEquals("error", result.outcome(), result::toString);
    }
  }

  /** Each way of reading one file. */
  private static Stream<Call> reads(String path) {
    return Stream.of(
        new Call("file_read", Map.of("path", path)),
        new Call("send_media", Map.of("path", path)),
        new Call("vault_copyto", Map.of("source", path, "destination", "/tmp/copied")));
  }

  /** Each way of changing one file. */
  private static Stream<Call> writes(String path) {
    return Stream.of(
        new Call("file_write", Map.of("path", path, "content", "overwritten")),
        new Call(
            "file_edit",
            Map.of(
                "path",
                path,
                "edits",
                List.of(Map.of("old_text", "canary", "new_text", "edited")))),
        new Call("file_delete", Map.of("path", path)),
        new Call("attachment_save", Map.of("path", path)),
        new Call("vault_copyto", Map.of("source", "/vault/key", "destination", path)),
        new Call("shell_exec", Map.of("command", "true", "directory", path)));
  }

  @Test
  void pathsThatLeadOutAreRefused() {
    List<String> paths =
        List.of(
            "..",
            "../vault/key",
            "../../bob/shared/key",
            "/shared/../vault/key",
            "/shared/./../../key",
            "//vault//..//vault//key",
            "/var/tmp/key",
            "/etc/passwd",
            "/etc/shadow",
            "/proc/self/environ",
            "/proc/1/root/vault/key",
            "/proc/self/root/vault/key",
            "/dev/zero",
            "/dev/stdin",
            "/internal/journal.db",
            "/ipc/gateway-token",
            "/run/oxydra/shell.sock",
            "/sharedx/key",
            "/vault/../vault/key",
            "a\u0000/../../vault/key",
            "x".repeat(300),
            "d/".repeat(250) + "x",
            "x".repeat(10_000),
            "file:///etc/passwd/../../..",
            "/");
    List<Call> calls = new ArrayList<>();
    paths.forEach(path -> reads(path).forEach(calls::add));
    paths.forEach(path -> writes(path).forEach(calls::add));
    assertRefused(tools.run(calls));
    List<Call> looks = new ArrayList<>();
    for (String path : paths.subList(0, paths.size() - 1)) {
      looks.add(new Call("file_list", Map.of("path", path)));
      looks.add(new Call("file_search", Map.of("path", path, "regex", "canary")));
    }
    assertRefused(tools.run(looks));
  }

  @Test
  void whatIsNoPathAtAllIsAFileThatIsNotThere() {
    List<Call> calls = new ArrayList<>();
    for (String path :
        List.of(
            "~/key",
            "%2e%2e/vault/key",
            "$HOME/key",
            "..\\vault\\key",
            "*",
            canaries.outside().resolve("key").toString(),
            runner.workspace("vault/key").toString())) {
      reads(path).forEach(calls::add);
    }
    assertRefused(tools.run(calls));
  }

  @Test
  void linksThatLeadOutAreRefused() throws IOException {
    Path links = Files.createDirectories(shared.resolve("links"));
    List<String> files =
        List.of(
            "/vault/key",
            "../../vault/key",
            canaries.outside().resolve("key").toString(),
            "/internal/journal.db",
            "/ipc/gateway-token",
            "/proc/self/environ",
            "/proc/self/root/vault/key",
            "/dev/zero",
            "/etc/passwd");
    List<String> folders =
        List.of("/vault", "../../vault", "/", "/proc/self/root", canaries.outside().toString());
    List<String> paths = new ArrayList<>();
    for (String target : files) {
      Path link = links.resolve("file" + paths.size());
      Files.createSymbolicLink(link, Path.of(target));
      paths.add("/shared/links/" + link.getFileName());
    }
    List<String> inside = new ArrayList<>();
    for (String target : folders) {
      Path link = links.resolve("folder" + inside.size());
      Files.createSymbolicLink(link, Path.of(target));
      inside.add("/shared/links/" + link.getFileName());
    }
    Files.createSymbolicLink(links.resolve("loop"), Path.of("loop"));
    runner.give(links);

    List<Call> calls = new ArrayList<>();
    paths.forEach(path -> reads(path).forEach(calls::add));
    calls.addAll(
        paths.stream()
            .flatMap(ToolEscapeContract::writes)
            .filter(ToolEscapeContract::keeps)
            .toList());
    for (String folder : inside) {
      for (String name : List.of("/key", "/vault/key", "/new")) {
        reads(folder + name).forEach(calls::add);
        writes(folder + name).forEach(calls::add);
      }
      calls.add(new Call("file_list", Map.of("path", folder)));
      calls.add(new Call("file_search", Map.of("path", folder, "regex", "canary")));
    }
    reads("/shared/links/loop").forEach(calls::add);
    assertRefused(tools.run(calls));
    Result search = tools.run("file_search", Map.of("path", "links", "regex", "canary|root|KEY"));
    assertTrue(search.ok(), search::toString);
    // Of a link the link itself is deleted.
    for (String path : paths) {
      assertTrue(tools.run("file_delete", Map.of("path", path)).ok(), path);
      assertFalse(
          Files.exists(links.resolve(Path.of(path).getFileName()), LinkOption.NOFOLLOW_LINKS));
    }
  }

  private static boolean keeps(Call call) {
    return !call.tool().equals("file_delete");
  }

  /** A folder becomes a link to the vault, and a folder again, as fast as it goes. */
  @Test
  void aFolderThatIsSwappedForALinkDuringTheCallLeadsNowhere() throws Exception {
    Path race = Files.createDirectories(shared.resolve("race"));
    Files.writeString(race.resolve("key"), HARMLESS);
    Files.writeString(race.resolve("victim"), HARMLESS);
    runner.give(race);
    Racer racer = new Racer(race, Path.of("../vault"), shared.resolve("aside"));
    Thread thread = Thread.ofPlatform().start(racer);
    try {
      for (int round = 0; round < 6; round++) {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          calls.add(new Call("file_read", Map.of("path", "race/key")));
          calls.add(new Call("file_search", Map.of("path", "race", "regex", "canary|harm")));
        }
        for (int i = 0; i < 5; i++) {
          String name = "race/new" + round + i;
          calls.add(new Call("file_write", Map.of("path", name, "content", "planted")));
          writes("race/victim").filter(call -> call.tool().startsWith("file_")).forEach(calls::add);
        }
        for (Result result : tools.run(calls)) {
          if (result.ok() && result.call().tool().equals("file_read")) {
            assertTrue(List.of(HARMLESS, "overwritten").contains(result.text()), result::toString);
          }
        }
      }
    } finally {
      racer.stop();
      thread.join();
    }
    assertTrue(racer.swaps() > 100, racer.swaps() + " swaps");
  }

  private static final class Racer implements Runnable {
    private final Path place;
    private final Path target;
    private final Path aside;
    private volatile boolean over;
    private volatile int swaps;
    private volatile String failure = "";

    Racer(Path place, Path target, Path aside) {
      this.place = place;
      this.target = target;
      this.aside = aside;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread alone
    public void run() {
      try {
        while (!over) {
          Files.move(place, aside);
          link();
          swaps++;
          Files.deleteIfExists(place);
          back();
        }
      } catch (IOException e) {
        failure = e.toString();
      }
    }

    /** A tool may just have made a folder of that name, which is as good. */
    private void link() throws IOException {
      while (true) {
        try {
          Files.createSymbolicLink(place, target);
          return;
        } catch (FileAlreadyExistsException e) {
          clear(place);
        }
      }
    }

    private void back() throws IOException {
      while (true) {
        try {
          Files.move(aside, place);
          return;
        } catch (FileSystemException e) {
          clear(place); // A tool has made a folder of that name meanwhile.
        }
      }
    }

    /** Of a folder, never of the link. */
    private static void clear(Path made) throws IOException {
      try (Stream<Path> files = Files.list(made)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
        Files.deleteIfExists(made);
      } catch (DirectoryNotEmptyException | NoSuchFileException e) {
        return; // Whoever calls tries again.
      }
    }

    int swaps() {
      assertEquals("", failure);
      return swaps;
    }

    void stop() {
      over = true;
    }
  }

  @Test
  void whatIsNoRegularFileIsRefusedAtOnce() throws Exception {
    Path odd = Files.createDirectories(shared.resolve("odd"));
    Distribution.run(Map.of(), List.of("mkfifo", odd.resolve("pipe").toString()));
    if (RunnerUnderTest.isRoot()) {
      Distribution.run(Map.of(), List.of("mknod", odd.resolve("zero").toString(), "c", "1", "5"));
      Distribution.run(Map.of(), List.of("mknod", odd.resolve("disk").toString(), "b", "7", "0"));
    }
    runner.give(odd);
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(odd.resolve("socket")));
      List<Call> calls = new ArrayList<>();
      try (Stream<Path> names = Files.list(odd)) {
        for (Path name : names.toList()) {
          String path = "/shared/odd/" + name.getFileName();
          reads(path).forEach(calls::add);
          writes(path).filter(ToolEscapeContract::keeps).forEach(calls::add);
        }
      }
      assertRefused(tools.run(calls));
      assertTrue(tools.run("file_list", Map.of("path", "odd")).text().contains("pipe"));
      assertTrue(tools.run("file_search", Map.of("path", "odd", "regex", "a")).ok());
    }
  }

  @Test
  void aHardLinkIsReplacedAndWhatItWasLinkedToStays() throws IOException {
    Path vault = runner.workspace("vault/linked");
    for (String name : List.of("written", "edited", "deleted")) {
      Files.createLink(shared.resolve(name), vault);
    }
    List<Map<String, String>> edits = List.of(Map.of("old_text", "linked", "new_text", "cut"));
    List<Call> calls =
        List.of(
            new Call("file_write", Map.of("path", "written", "content", "mine")),
            new Call("file_edit", Map.of("path", "edited", "edits", edits)),
            new Call("file_delete", Map.of("path", "deleted")));
    for (Result result : tools.run(calls)) {
      assertTrue(result.ok(), result::toString);
    }
    assertEquals("mine", Files.readString(shared.resolve("written")));
    // No command can make one to what it can't see, nor to what is on another mount.
    Result made =
        tools.shell(
            "ln /vault/key /shared/a; ln /proc/self/environ /shared/b; ln /usr/bin/env /shared/c;"
                + " ls /shared/a /shared/b /shared/c",
            10);
    assertTrue(made.text().contains("cannot access '/shared/a'"), made.text());
    assertTrue(made.text().contains("cannot access '/shared/b'"), made.text());
    assertTrue(made.text().contains("cannot access '/shared/c'"), made.text());
  }

  @Test
  void oddNamesAreShownAndNothingBreaks() {
    Result made =
        tools.shell(
            "mkdir names; cd names; printf x >\"$(printf 'two\\nlines')\"; printf x >\"$(printf 'bad\\377name')\";"
                + " printf x >\"$(printf 'esc\\033[31m')\"; printf x >./-rf; ls | wc -l",
            10);
    assertTrue(made.ok(), made::toString);
    Result list = tools.run("file_list", Map.of("path", "names"));
    assertTrue(list.ok(), list::toString);
    assertEquals(4, list.text().lines().filter(line -> !line.isBlank()).count(), list.text());
    assertFalse(list.text().contains("\u001b"), list.text());
    Result search = tools.run("file_search", Map.of("path", "names", "regex", "x"));
    assertTrue(search.ok(), search::toString);
    assertFalse(search.text().contains("\u001b"), search.text());
    assertEquals("x", tools.run("file_read", Map.of("path", "names/two\nlines")).text());
    assertEquals("x", tools.run("file_read", Map.of("path", "names/-rf")).text());
    assertRefused(tools.run(reads("names/bad\ufffdname").toList()));
  }

  @Test
  void filesOfGigabytesAndBinaryOnesAreRefusedWithTheirSize() throws IOException {
    Path huge = shared.resolve("huge");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.writeBytes("text\n");
      file.setLength(6L << 30);
    }
    Files.write(shared.resolve("binary"), new byte[] {1, 0, 2, (byte) 0xff});
    runner.give(huge);
    runner.give(shared.resolve("binary"));
    List<Call> calls = new ArrayList<>();
    calls.add(new Call("file_read", Map.of("path", "huge")));
    calls.add(new Call("send_media", Map.of("path", "huge")));
    writes("huge").filter(call -> call.tool().equals("file_edit")).forEach(calls::add);
    calls.add(new Call("file_read", Map.of("path", "binary")));
    List<Result> results = tools.run(calls);
    assertRefused(results);
    assertTrue(results.getFirst().text().contains("6442450944 bytes"), results::toString);
    assertTrue(results.getLast().text().contains("binary file"), results::toString);
    assertTrue(
        tools.run("file_search", Map.of("path", "huge", "regex", "nowhere")).text().length() > 0);
    Files.delete(huge);
  }

  @Test
  void aFolderOfVeryManyEntriesIsShownInPart() throws IOException {
    Path many = Files.createDirectories(shared.resolve("many"));
    runner.give(many);
    for (int i = 0; i < MANY; i++) {
      Files.createFile(many.resolve("entry" + i));
    }
    Result list = tools.run("file_list", Map.of("path", "many"));
    assertTrue(list.ok(), list::toString);
    Result search = tools.run("file_search", Map.of("path", "many", "regex", "nowhere"));
    assertTrue(search.ok(), search::toString);
    Result glob = tools.run("file_search", Map.of("path", "many", "glob", "entry9*"));
    assertTrue(glob.ok(), glob::toString);
    Result gone = tools.shell("rm -r many && echo gone", 60);
    assertTrue(gone.text().contains("gone"), gone::toString);
  }

  /** Each has its own number, by which its processes are found. */
  @Test
  void commandsThatDoNotEndAreEndedWithAllThatTheyStarted() {
    List<String> commands =
        List.of(
            "trap '' TERM INT HUP QUIT; while :; do sleep 0.1; done # MARK",
            "yes MARK",
            "sleep MARK | sleep MARK",
            "setsid sh -c 'trap \"\" TERM HUP; sleep MARK' & sleep MARK",
            "(setsid setsid nohup sleep MARK >/dev/null 2>&1 &) ; sleep MARK",
            "exec >&- 2>&- <&-; sleep MARK",
            "kill -STOP $$ # MARK",
            "set -m; sleep MARK & sleep MARK & wait",
            "bomb() { bomb MARK | bomb MARK & }; bomb MARK; sleep MARK");
    for (int i = 0; i < commands.size(); i++) {
      String mark = Long.toString(700_000_000L + ProcessHandle.current().pid() * 100 + i);
      Result result = tools.shell(commands.get(i).replace("MARK", mark), 1);
      assertTrue(result.text().contains("killed as it took longer than 1 s"), result::toString);
      Await.until("the end of " + result.call(), SOON, () -> running(mark).isEmpty());
      Result next = tools.shell("echo alive", 30);
      assertTrue(next.ok() && next.text().contains("alive"), next::toString);
    }
  }

  private static List<String> running(String mark) {
    return ProcessHandle.allProcesses()
        .map(ProcessTier::commandLine)
        .filter(line -> line.contains(mark))
        .toList();
  }

  @Test
  void aCommandThatWaitsForInputGetsNone() {
    for (String command : List.of("cat", "read line; echo \"got $?\"", "python3 - ; true")) {
      Result result = tools.shell(command, 20);
      assertFalse(result.text().contains("killed as it took longer"), result::toString);
    }
  }

  @Test
  void aCancelledCommandIsEndedAndJournalled() {
    String mark = Long.toString(900_000_000L + ProcessHandle.current().pid());
    int before = chat.events().size();
    String turn =
        chat.begin(
            "[{\"id\":\"cancelled\",\"tool\":\"shell_exec\",\"arguments\":{\"command\":"
                + "\"setsid sleep %1$s & trap '' TERM; sleep %1$s\"}}]".formatted(mark));
    Await.until("the command", SOON, () -> !running(mark).isEmpty());
    chat.cancel(turn);
    assertEquals("turn_cancelled", chat.end(turn).type());
    Await.until("the end of the command", SOON, () -> running(mark).isEmpty());
    List<JsonNode> results =
        chat.events().stream()
            .skip(before)
            .filter(event -> event.path("type").asText().equals("tool.result"))
            .toList();
    assertEquals(1, results.size(), results::toString);
    assertEquals("cancelled", results.getFirst().at("/payload/outcome").asText());
  }

  @Test
  void aCommandReachesNothingOutside() throws IOException {
    String outside = canaries.outside().toString();
    String script =
        "cat /vault/key /internal/journal.db /ipc/gateway-token '%1$s/key' /proc/1/root/vault/key"
                .formatted(outside)
            + " /proc/[0-9]*/root/vault/key; ls /vault '%1$s'; echo x >'%1$s/new'; echo x >/vault/new;"
                .formatted(outside)
            + " cd ..; cat vault/key ../bob/shared/key; mknod /shared/disk b 7 0 && echo made;"
            + " mount -t tmpfs none /shared && echo mounted; chroot / && echo rooted;"
            + " cat /etc/shadow && echo shadow; true";
    Result result = tools.shell(script, 20);
    assertTrue(result.ok(), result::toString);
    for (String word : List.of("made", "mounted", "rooted", "\nshadow")) {
      assertFalse(result.text().contains(word + "\n"), result::toString);
    }
  }
}

package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.gateway.ConversationImport;
import dev.oxydra.gateway.Gateway;
import dev.oxydra.gateway.SessionHub;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.InMemoryMemory;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Json;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.Role;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnHost;
import dev.oxydra.types.TurnRunner;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code runner memory} at a real gateway. */
class MemoryCommandsTest {
  private static final NoteEvent.Origin ORIGIN =
      new NoteEvent.Origin(new SessionId("runtime-alice"), null, "user");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Deque<String> typed = new ArrayDeque<>();
  private Path folder;
  private Served served;

  /** A gateway with a memory, and how the runner asks it. */
  private static final class Served implements AutoCloseable {
    final InMemoryJournal journal = new InMemoryJournal();
    final InMemoryMemory memory = new InMemoryMemory(journal);
    final GuestMemory client;
    private final SessionHub hub;
    private final Gateway gateway;

    Served(Path folder, boolean enabled) throws IOException {
      Path socket = folder.resolve("s");
      Path token = Files.writeString(folder.resolve("token"), "secret\n");
      AgentConfig.Gateway config = AgentConfig.Gateway.defaults();
      hub = new SessionHub(new UserId("alice"), journal, new NoTurns(), config);
      gateway =
          new Gateway(
              hub,
              UnixDomainSocketAddress.of(socket),
              config,
              "secret",
              "ws://127.0.0.1:1/ws",
              () -> new StartupStatus("none", false, false, false, List.of()),
              List::of,
              null,
              enabled ? memory : null,
              null,
              this::importMessages);
      hub.start();
      gateway.start();
      client =
          new GuestMemory(
              new GuestRequests(
                  new UserId("alice"),
                  new GatewayCall(socket, token),
                  RunnerException.Kind.MEMORY,
                  "its memory"));
    }

    private void importMessages(
        SessionId session,
        EventPayload.SessionCreated created,
        List<ConversationImport.Imported> messages) {
      append(session, created);
      messages.forEach(it ->
          append(
              session,
              it.speaker() == Role.USER
                  ? new EventPayload.UserMessage(Message.user(it.text()))
                  : new EventPayload.AssistantMessage(
                      Message.assistant(it.text()), FinishReason.STOP)));
    }

    void append(SessionId session, EventPayload payload) {
      journal.append(List.of(new NewEvent(session, null, "user", payload)));
    }

    String note(String text, String... tags) {
      return memory.save(new MemoryStore.NewNote(ORIGIN, text, List.of(tags), null)).note().id();
    }

    @Override
    public void close() {
      hub.close();
      gateway.close();
      journal.close();
    }
  }

  private static final class NoTurns implements TurnRunner {
    @Override
    public Set<String> agents() {
      return Set.of(AgentConfig.DEFAULT_AGENT);
    }

    @Override
    public void check(Turn turn) {}

    @Override
    public void run(Turn turn, TurnHost host) {}
  }

  @BeforeEach
  void serve() throws IOException {
    folder = Files.createTempDirectory("ox");
    served = new Served(folder, true);
  }

  @AfterEach
  void close() throws IOException {
    served.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private Invocation invocation(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    LineInput input =
        new LineInput() {
          @Override
          public String read() {
            return typed.poll();
          }

          @Override
          public String readHidden(Runnable question) {
            throw new AssertionError("Nothing is secret here");
          }
        };
    Host host =
        new Host(
            Map.of(),
            folder,
            folder,
            "alice",
            input,
            new PrintWriter(out, true),
            new PrintWriter(err, true));
    return new Invocation(host, CommandTree.of().parseArgs(arguments).subcommand().subcommand());
  }

  private int exports(String... arguments) {
    return MemoryExport.export(
        invocation(with(List.of("memory", "export"), arguments)), served.client);
  }

  private int imports(String... arguments) {
    return MemoryImport.take(
        invocation(with(List.of("memory", "import"), arguments)), served.client);
  }

  private static String[] with(List<String> command, String... arguments) {
    return Stream.concat(command.stream(), Stream.of(arguments)).toArray(String[]::new);
  }

  private Set<String> texts() {
    return served.memory.notes().stream().map(MemoryStore.Note::text).collect(Collectors.toSet());
  }

  @Test
  void notesGoOutAndInAsLines() throws IOException {
    IntStream.range(0, 2000).forEach(i -> served.note("Note " + i + " " + "ä".repeat(1000)));
    assertEquals(ExitCodes.OK, exports("notes.jsonl"), err::toString);
    assertTrue(out.toString().contains("Wrote 2000 notes to " + folder), out::toString);
    Path file = folder.resolve("notes.jsonl");
    assertEquals(2000, Files.readAllLines(file).size());
    RunnerException taken = assertThrows(RunnerException.class, () -> exports("notes.jsonl"));
    assertTrue(taken.getMessage().contains("--force"), taken.getMessage());
    assertEquals(ExitCodes.OK, exports("--force", "notes.jsonl"));

    Set<String> before = texts();
    served.memory.forget(
        served.memory.notes().stream()
            .map(note -> dev.oxydra.types.MemoryEvent.Place.ofNote(note.id()))
            .toList());
    assertEquals(ExitCodes.OK, imports("notes.jsonl"), err::toString);
    assertTrue(out.toString().contains("Took 2000 new notes, changed 0"), out::toString);
    assertEquals(before, texts());
    assertEquals(ExitCodes.OK, imports("notes.jsonl"));
    assertTrue(out.toString().contains("2000 were there already"), out::toString);
  }

  @Test
  void theStandardOutputHasNothingElse() throws IOException {
    String id = served.note("Alice drinks tea", "drinks");
    assertEquals(ExitCodes.OK, exports("-"));
    assertEquals(1, out.toString().lines().count());
    assertEquals(id, Json.mapper().readTree(out.toString()).path("id").asText());
  }

  @Test
  void aFileThatIsWrongChangesNothingAndWrongNotesAreNamed() throws IOException {
    Path file = folder.resolve("hand.jsonl");
    for (String wrong :
        List.of("", "{\"text\": \"a\"}\nno JSON\n", "{\"text\": \"a\"}\n{\"x\": 1}\n", "[1]")) {
      Files.writeString(file, wrong);
      RunnerException refused =
          assertThrows(RunnerException.class, () -> imports("hand.jsonl"), wrong);
      assertTrue(refused.getMessage().contains("Nothing was changed"), refused.getMessage());
    }
    Files.writeString(
        file, "{\"text\": \"a\"}\n\n{\"text\": \"b\", \"created_at\": \"x\"}\n{\"text\": \"c\"}\n");
    assertEquals(ExitCodes.FAILED, imports("hand.jsonl"));
    assertTrue(err.toString().contains("Line 3: Invalid field 'created_at'"), err::toString);
    assertTrue(out.toString().contains("Took 2 new notes"), out::toString);
    assertEquals(Set.of("a", "c"), texts());
    assertThrows(RunnerException.class, () -> imports("nowhere.jsonl"));
  }

  @Test
  void aFolderIsEditedAndTakenAgain() throws IOException {
    served.note("Alice drinks tea", "drinks");
    String dog = served.note("The dog is called Rex", "pets");
    served.note("The cat is called Tom", "pets");
    assertEquals(ExitCodes.OK, exports("--format", "markdown", "notes"), err::toString);
    Path notes = folder.resolve("notes");
    assertThrows(RunnerException.class, () -> exports("--format", "markdown", "notes"));
    Path rex = file(notes, "the-dog-is-called-rex");
    Files.writeString(
        rex, Files.readString(rex).replace("called Rex", "called Max").replace("pets", "animals"));
    Files.writeString(notes.resolve("mine.md"), "By hand\n");
    Files.writeString(notes.resolve("bad.md"), "---\ntags: [a\n---\nx");
    Files.delete(file(notes, "the-cat-is-called-tom"));

    assertEquals(ExitCodes.FAILED, imports("notes"));
    assertTrue(out.toString().contains("Took 1 new notes, changed 1, 1 were there"), out::toString);
    assertTrue(err.toString().contains("bad.md:3:"), err::toString);
    assertEquals(
        Set.of("Alice drinks tea", "The dog is called Max", "The cat is called Tom", "By hand"),
        texts());
    MemoryStore.Note max =
        served.memory.notes().stream().filter(it -> it.id().equals(dog)).findFirst().orElseThrow();
    assertEquals(List.of("animals"), max.tags());

    assertEquals(ExitCodes.FAILED, imports("notes", "--delete-missing", "--yes"));
    assertTrue(err.toString().contains("Nothing was deleted"), err::toString);
    Files.delete(notes.resolve("bad.md"));
    assertEquals(ExitCodes.OK, imports("notes"));
    assertTrue(out.toString().contains("Took 0 new notes, changed 0, 3 were"), out::toString);
    assertEquals(4, texts().size());
  }

  private static Path file(Path folder, String slug) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(it -> it.getFileName().toString().startsWith(slug + "-"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void whatIsMissingIsForgottenOnlyWhenThatIsWanted() throws IOException {
    served.note("Alice drinks tea");
    String cat = served.note("The cat is called Tom");
    assertEquals(ExitCodes.OK, exports("--format", "markdown", "notes"));
    Path notes = folder.resolve("notes");
    Files.delete(file(notes, "the-cat-is-called-tom"));
    typed.add("no");
    assertEquals(ExitCodes.OK, imports("--delete-missing", "notes"));
    assertTrue(out.toString().contains(cat + "  The cat is called Tom"), out::toString);
    assertTrue(out.toString().contains("They stay."), out::toString);
    assertEquals(ExitCodes.OK, imports("--delete-missing", "notes"), "the input has ended");
    assertEquals(2, texts().size());
    typed.add("yes");
    assertEquals(ExitCodes.OK, imports("--delete-missing", "notes"));
    assertEquals(Set.of("Alice drinks tea"), texts());
    assertEquals(ExitCodes.OK, imports("--delete-missing", "notes"));
    assertTrue(out.toString().contains("No note is missing."), out::toString);
  }

  @Test
  void aNoteThatAFileRepeatsIsNotForgottenForIt() throws IOException {
    served.note("Alice drinks tea");
    assertEquals(ExitCodes.OK, exports("--format", "markdown", "notes"));
    Path notes = folder.resolve("notes");
    Files.delete(file(notes, "alice-drinks-tea"));
    Files.writeString(notes.resolve("mine.md"), "alice drinks TEA\n");
    assertEquals(ExitCodes.FAILED, imports("--delete-missing", "--yes", "notes"));
    assertTrue(err.toString().contains("mine.md says"), err::toString);
    assertEquals(Set.of("Alice drinks tea"), texts());
  }

  @Test
  void conversationsGoOutAndIn() throws IOException {
    for (int i = 0; i < 5; i++) {
      SessionId session = new SessionId("session-" + i);
      served.append(
          session, new EventPayload.SessionCreated("default", "Plan " + i, "gateway", null));
      for (int j = 0; j < 100; j++) {
        served.append(
            session, new EventPayload.UserMessage(Message.user(j + " " + "x".repeat(5000))));
      }
    }
    assertEquals(ExitCodes.OK, exports("--conversations", "said.jsonl"), err::toString);
    assertTrue(out.toString().contains("Wrote 500 messages"), out::toString);
    assertEquals(ExitCodes.OK, imports("said.jsonl"));
    assertTrue(out.toString().contains("5 were there already"), out::toString);
    served.close();
    served = new Served(folder, true);
    assertEquals(ExitCodes.OK, imports("said.jsonl"), err::toString);
    assertTrue(out.toString().contains("Took 5 new sessions"), out::toString);
    assertEquals(ExitCodes.OK, exports("--conversations", "again.jsonl"));
    assertEquals(messages("said.jsonl"), messages("again.jsonl"));
  }

  private List<String> messages(String file) throws IOException {
    return Files.readAllLines(folder.resolve(file)).stream()
        .map(line -> line.replaceAll("\"(seq|at)\":[^,]*,", ""))
        .toList();
  }

  @Test
  void aMemoryThatIsOffOrGoneIsToldOf() throws IOException {
    served.close();
    served = new Served(folder, false);
    RunnerException off = assertThrows(RunnerException.class, () -> exports("notes.jsonl"));
    assertTrue(off.getMessage().contains("memory.enabled"), off.getMessage());
    served.close();
    assertThrows(RunnerException.class, () -> exports("notes.jsonl"));
    assertFalse(Files.exists(folder.resolve("notes.jsonl")), "nothing half done is left");
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of("token"), left.map(it -> it.getFileName().toString()).toList());
    }
  }
}

package dev.oxydra.tui;

import static dev.oxydra.tui.Play.frames;
import static dev.oxydra.tui.Play.last;
import static dev.oxydra.tui.Play.online;
import static dev.oxydra.tui.Play.press;
import static dev.oxydra.tui.Play.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.HistoryFrame;
import dev.oxydra.types.HistoryRequest;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are completed, attached and written, and commands of one's own. */
class DeskTest {
  private static final byte[] PICTURE = {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2};

  @TempDir Path folder;

  private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();

  private Desk desk() {
    return new Desk(folder.resolve("files"), folder.resolve("commands"), inputs::add);
  }

  private Input next() throws InterruptedException {
    Input input = inputs.poll(30, TimeUnit.SECONDS);
    assertNotNull(input, "nothing was told");
    return input;
  }

  private static Screen told(Screen screen, Input input) {
    return Update.apply(screen, input, Script.NOW).screen();
  }

  @Test
  void filesAreCompletedAfterAnAt() throws Exception {
    Files.createDirectories(folder.resolve("files/src/.git"));
    Files.writeString(folder.resolve("files/src/main.py"), "");
    Files.writeString(folder.resolve("files/a main list.txt"), "");
    Files.writeString(folder.resolve("files/src/.git/main"), "");
    Step typed = press(type(online(), "see "), new Key.Text("@"));
    assertEquals(List.of(new Effect.ListFiles()), typed.effects());
    desk().listFiles();
    Screen screen = type(told(typed.screen(), next()), "main");
    assertEquals(
        List.of("@src/main.py", "@a main list.txt"),
        Completions.of(screen.editor()).choices().stream().map(Completions.Choice::text).toList());
    Screen taken = press(screen, Key.Action.ENTER).screen();
    assertEquals("see @src/main.py ", taken.editor().draft().text());
    assertTrue(Completions.of(type(online(), "me@main").editor()).isEmpty());
  }

  @Test
  void aFileIsSentWithItsMessage() throws Exception {
    Path picture = Files.write(folder.resolve("my chart.png"), PICTURE);
    Step asked = press(type(online(), "/attach " + picture), Key.Action.ENTER);
    Effect.Attach attach = assertInstanceOf(Effect.Attach.class, asked.effects().getFirst());
    desk().attach(attach.path(), attach.otherwise());
    Screen screen = told(asked.screen(), next());
    assertEquals("[attached my chart.png, 7 bytes] ", screen.editor().draft().text());
    Step sent = press(type(screen, "what is it?"), Key.Action.ENTER);
    ClientFrame.SendTurn turn = (ClientFrame.SendTurn) frames(sent).getFirst();
    assertEquals("[attached my chart.png, 7 bytes] what is it?", turn.prompt());
    assertNotNull(turn.attachments());
    assertEquals("image/png", turn.attachments().getFirst().mimeType());
    Screen without = screen;
    for (int i = 0; i < 4; i++) {
      without = press(without, Key.Action.BACKSPACE).screen();
    }
    Step plain = press(type(without, "x"), Key.Action.ENTER);
    assertNull(((ClientFrame.SendTurn) frames(plain).getFirst()).attachments());
  }

  @Test
  void aDroppedFileIsAttachedAndOtherTextIsNot() throws Exception {
    Path picture = Files.write(folder.resolve("a b.png"), PICTURE);
    for (String dropped :
        List.of(
            "'" + picture + "'",
            picture.toString().replace(" ", "\\ ") + " ",
            picture.toUri().toString())) {
      Step step = press(online(), new Key.Paste(dropped));
      Effect.Attach attach = assertInstanceOf(Effect.Attach.class, step.effects().getFirst());
      desk().attach(attach.path(), attach.otherwise());
      assertInstanceOf(Input.Attached.class, next(), dropped);
    }
    desk().attach("/no/such file", "/no/such file");
    assertEquals("/no/such file", told(online(), next()).editor().draft().text());
    desk().attach("nowhere.png", null);
    assertTrue(((Entry.Notice) last(told(online(), next()))).text().contains("nowhere.png"));
    Path notes = Files.writeString(folder.resolve("notes.txt"), "one\ntwo");
    desk().attach(notes.toString(), null);
    assertEquals("File notes.txt:\none\ntwo", told(online(), next()).editor().text());
  }

  @Test
  void aCommandOfOnesOwnIsSentWithWhatFollowsIt() throws Exception {
    Files.createDirectories(folder.resolve("commands"));
    Files.writeString(folder.resolve("commands/review.md"), "# Reviews\nReview $ARGUMENTS now.\n");
    Files.writeString(folder.resolve("commands/brief.md"), "Be brief.");
    Files.writeString(folder.resolve("commands/no command.md"), "x");
    desk().readCommands();
    Screen screen = told(online(), next());
    assertEquals("/review [text]", Completions.of(type(screen, "/rev").editor()).choice().shown());
    assertEquals("Reviews", Completions.of(type(screen, "/rev").editor()).choice().does());
    Step review = press(type(screen, "/review main.py"), Key.Action.ENTER);
    assertEquals(
        "# Reviews\nReview main.py now.",
        ((ClientFrame.SendTurn) frames(review).getFirst()).prompt());
    Step brief = press(type(screen, "/brief why?"), Key.Action.ENTER);
    assertEquals("Be brief.\n\nwhy?", ((ClientFrame.SendTurn) frames(brief).getFirst()).prompt());
  }

  @Test
  void aSessionIsWrittenWhole() throws Exception {
    Step asked = press(type(online(), "/export"), Key.Action.ENTER);
    HistoryRequest.ExportSession request =
        assertInstanceOf(HistoryRequest.ExportSession.class, frames(asked).getFirst());
    Step part =
        Play.step(
            online(),
            new HistoryFrame.ExportChunk(
                request.requestId(),
                Script.SESSION,
                HistoryRequest.Format.MARKDOWN,
                0,
                "one ",
                false));
    assertEquals(
        List.of(new Effect.Write(request.requestId(), "runtime-alice.md", "one ", false)),
        part.effects());
    String name = "exported-" + ProcessHandle.current().pid() + ".md";
    Path written = Path.of(name);
    Desk desk = desk();
    try {
      assertNull(desk.write("r", name, "one ", false));
      assertInstanceOf(Input.Told.class, desk.write("r", name, "two", true));
      assertEquals("one two", Files.readString(written));
    } finally {
      Files.deleteIfExists(written);
    }
  }

  @Test
  void whatIsBeingWrittenStaysWithItsSession() {
    Screen here = type(online(), "half a thought");
    ServerFrame.SessionRef other = new ServerFrame.SessionRef(Script.ALICE, new SessionId("other"));
    Screen there = Play.receive(here, new ServerFrame.SessionSwitched("r", other, null));
    assertEquals("", there.editor().draft().text());
    Screen back =
        Play.receive(
            type(there, "another"), new ServerFrame.SessionSwitched("r", Script.ref(), null));
    assertEquals("half a thought", back.editor().draft().text());
  }
}

package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.FileSource;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.ToolFile;
import dev.oxydra.types.ToolOutput;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are shown to the model and to the user, and those that the user sent. */
class MediaToolsTest {
  @TempDir Path folder;
  private ToolBench bench;
  private FileSource files;

  @BeforeEach
  void prepare() throws IOException {
    bench = new ToolBench(folder, "");
    files = BuiltInTools.files(bench.paths(""));
  }

  private static byte[] picture(String format, int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertTrue(
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out));
    return out.toByteArray();
  }

  private void sparse(String name, byte[] start, long size) throws IOException {
    Path file = Files.write(bench.shared.resolve(name), start);
    try (RandomAccessFile whole = new RandomAccessFile(file.toFile(), "rw")) {
      whole.setLength(size);
    }
  }

  @ParameterizedTest
  @CsvSource({"png,image/png", "jpg,image/jpeg", "gif,image/gif"})
  void aPictureIsShownToTheModelWhateverItIsCalled(String format, String type) throws Exception {
    byte[] bytes = picture(format, 800, 600);
    Files.write(bench.shared.resolve("notes.txt"), bytes);
    ToolOutput output = bench.run("file_read", "{'path': 'notes.txt'}");
    assertEquals(
        "[/shared/notes.txt: an image of 800×600, %s, %d bytes; it is attached]"
            .formatted(type, bytes.length),
        output.text());
    ToolFile file = output.files().getFirst();
    assertEquals(ToolFile.Audience.MODEL, file.audience());
    assertEquals(type, file.mimeType());
    assertArrayEquals(bytes, files.read(file));
  }

  @Test
  void aPdfIsShownToTheModel() throws Exception {
    byte[] bytes = "%PDF-1.7\n\0".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(bench.tmp.resolve("x"), bytes);
    ToolOutput output = bench.run("file_read", "{'path': '/tmp/x'}");
    assertEquals("[/tmp/x: a PDF, application/pdf, 10 bytes; it is attached]", output.text());
    assertArrayEquals(bytes, files.read(output.files().getFirst()));
  }

  @Test
  void aNameAloneMakesNoPicture() throws Exception {
    Files.writeString(bench.shared.resolve("a.png"), "words");
    assertEquals(ToolOutput.ok("words"), bench.run("file_read", "{'path': 'a.png'}"));
    Files.write(bench.shared.resolve("b.png"), new byte[] {0, 1, 2});
    assertFalse(bench.run("file_read", "{'path': 'b.png'}").ok());
  }

  @Test
  void aPictureThatIsTooLargeIsRefusedWithTheLimit() throws Exception {
    byte[] png = picture("png", 8, 8);
    sparse("most.png", png, FileReadTool.MAX_SHOWN);
    assertTrue(bench.run("file_read", "{'path': 'most.png'}").ok());
    sparse("large.png", png, 6L << 30);
    ToolOutput output = bench.run("file_read", "{'path': 'large.png'}");
    assertFalse(output.ok());
    assertEquals(
        "/shared/large.png has more than 5242880 bytes, which is the limit for pictures and PDFs;"
            + " make a smaller one with shell_exec",
        output.text());
  }

  @Test
  void aPictureThatIsChangedOrGoneIsNotReadAgain() throws Exception {
    Path path = Files.write(bench.shared.resolve("a.png"), picture("png", 8, 8));
    ToolFile file = bench.run("file_read", "{'path': 'a.png'}").files().getFirst();
    byte[] changed = picture("png", 8, 8);
    changed[changed.length - 1]++;
    Files.write(path, changed);
    assertEquals("it has been changed since", refusal(file));
    sparse("a.png", changed, 3L << 30);
    assertEquals("it has been changed since", refusal(file));
    Files.delete(path);
    assertTrue(refusal(file).startsWith("There is no /shared/a.png"), refusal(file));
    Files.createSymbolicLink(path, Files.write(bench.outside.resolve("a.png"), changed));
    assertTrue(refusal(file).contains("leads out of the workspace"), refusal(file));
  }

  private String refusal(ToolFile file) {
    return String.valueOf(assertThrows(ToolException.class, () -> files.read(file)).getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "89504e470d0a1a0a|image/png",
        "ffd8ffe000104a464946|image/jpeg",
        "474946383961|image/gif",
        "524946460000000057454250|image/webp",
        "524946460000000057415645|audio/wav",
        "4f67675300020000000000000000000000000000000000000000000001134f70757348656164|audio/ogg; codecs=opus",
        "4f6767530002|audio/ogg",
        "494433040000|audio/mpeg",
        "fffb9044|audio/mpeg",
        "0000001866747970 6d703432|video/mp4",
        "0000001866747970 4d344120|audio/mp4",
        "1a45dfa39f4286810142f7810142f2810442f381084282847765626d|video/webm",
        "255044462d312e34|application/pdf",
        "504b030414|application/zip",
        "48656c6c6f|text/plain",
        "c3a4|text/plain",
        "c3|application/octet-stream",
        "0001|application/octet-stream",
      })
  void theUserIsShownAFileAsWhatItIs(String hex, String type) throws Exception {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    Files.createDirectory(bench.shared.resolve("out"));
    Files.write(bench.shared.resolve("out/a.bin"), bytes);
    ToolOutput output = bench.run("send_media", "{'path': 'out/a.bin', 'caption': 'Look'}");
    assertEquals(
        "The user is shown /shared/out/a.bin (%s, %d bytes)".formatted(type, bytes.length),
        output.text());
    ToolFile file = output.files().getFirst();
    assertEquals(type, file.mimeType());
    assertEquals(ToolFile.Audience.USER, file.audience());
    assertEquals("Look", file.caption());
    assertArrayEquals(bytes, files.read(file));
  }

  @Test
  void whatCannotBeShownIsRefusedWithTheReason() throws Exception {
    sparse("large", new byte[] {1}, SendMediaTool.MAX_SIZE + 1L);
    Files.createFile(bench.shared.resolve("empty"));
    Files.createDirectory(bench.shared.resolve("folder"));
    Files.writeString(bench.outside.resolve("secret"), "secret");
    Files.createSymbolicLink(bench.shared.resolve("link"), bench.outside.resolve("secret"));
    Files.writeString(bench.vault.resolve("key"), "key");
    for (String[] bad :
        new String[][] {
          {"large", "more than 10485760 bytes, which is the limit"},
          {"empty", "is empty"},
          {"none", "There is no /shared/none"},
          {"link", "leads out of the workspace"},
          {"/vault/key", "vault_copyto"},
          {"/etc/hostname", "outside of the workspace"},
          {"/tmp", "is a root"},
          {"folder", "is a folder"}
        }) {
      ToolOutput output = bench.run("send_media", "{'path': '%s'}".formatted(bad[0]));
      assertFalse(output.ok(), bad[0]);
      assertTrue(output.text().contains(bad[1]), output.text());
      assertEquals(List.of(), output.files());
    }
    ToolOutput wordy =
        bench.run("send_media", "{'path': 'none', 'caption': '%s'}".formatted("x".repeat(1025)));
    assertEquals("/caption: has 1025 characters, the limit is 1024", wordy.text());
  }

  @Test
  void anAttachmentIsSaved() throws Exception {
    byte[] bytes = picture("png", 3, 3);
    bench.sent = back -> back == 0 ? List.of(new Attachment("image/png", bytes)) : List.of();
    assertEquals(
        ToolOutput.ok("Wrote %d bytes (image/png) to /shared/in/a.png".formatted(bytes.length)),
        bench.run("attachment_save", "{'path': 'in/a.png'}"));
    assertArrayEquals(bytes, Files.readAllBytes(bench.shared.resolve("in/a.png")));
  }

  @Test
  void oneOfSeveralAttachmentsIsChosen() throws Exception {
    List<Attachment> latest =
        List.of(new Attachment("image/png", new byte[] {1}), new Attachment("a/b", new byte[2]));
    List<Attachment> older = List.of(new Attachment("text/plain", new byte[] {3}));
    bench.sent = back -> back == 0 ? latest : back == 1 ? older : List.of();
    assertEquals("/index: the message has 1: image/png, 1 bytes; 2: a/b, 2 bytes", save(""));
    assertEquals(
        "/index: the message has 1: image/png, 1 bytes; 2: a/b, 2 bytes", save(", 'index': 3"));
    assertEquals("Wrote 2 bytes (a/b) to /tmp/x", save(", 'index': 2"));
    assertEquals("Wrote 1 bytes (text/plain) to /tmp/x", save(", 'message': 2"));
    assertArrayEquals(new byte[] {3}, Files.readAllBytes(bench.tmp.resolve("x")));
    assertEquals(
        "/message: there are fewer than 3 messages with attachments", save(", 'message': 3"));
    bench.sent = back -> List.of();
    assertEquals("The user has sent no attachment in this session", save(""));
  }

  private String save(String more) throws Exception {
    return bench.run("attachment_save", "{'path': '/tmp/x'" + more + "}").text();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/vault/x", "/etc/oxydra-x", "../x", "out/x", "/shared", "/shared/d"})
  void anAttachmentIsSavedInTheWorkspaceAlone(String path) throws Exception {
    Files.createSymbolicLink(bench.shared.resolve("out"), bench.outside);
    Files.createDirectories(bench.shared.resolve("d/e"));
    bench.sent = back -> List.of(new Attachment("image/png", new byte[] {1}));
    assertFalse(bench.run("attachment_save", "{'path': '%s'}".formatted(path)).ok());
    try (var outside = Files.list(bench.outside)) {
      assertEquals(List.of(), outside.toList());
    }
  }

  @Test
  void aHeaderThatIsCutOffOrNonsenseSaysNoSize() throws Exception {
    for (String format : List.of("png", "jpg", "gif")) {
      byte[] bytes = picture(format, 300, 200);
      String type = ContentType.ofHead(bytes);
      assertEquals(new ImageSize(300, 200), ImageSize.of(type, bytes));
      for (int length = 0; length < Math.min(bytes.length, 700); length++) {
        ImageSize size = ImageSize.of(type, Arrays.copyOf(bytes, length));
        assertTrue(size == null || size.equals(new ImageSize(300, 200)), format + length);
      }
    }
    byte[] endless = new byte[1000];
    Arrays.fill(endless, (byte) 0xff);
    assertEquals(null, ImageSize.of("image/jpeg", endless));
  }

  @ParameterizedTest
  @CsvSource({
    "56503820100000003001009d012a2c01c800,300x200",
    "5650384c100000002f2bc13100,300x200",
    "565038580a000000100000002b0100c70000,300x200"
  })
  void webpHasThreeKindsOfHeaders(String chunk, String size) {
    byte[] bytes = HexFormat.of().parseHex("524946460000000057454250" + chunk.replace(" ", ""));
    assertEquals(size, String.valueOf(ImageSize.of("image/webp", bytes)).replace('×', 'x'));
  }
}

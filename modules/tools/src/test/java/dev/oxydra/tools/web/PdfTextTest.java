package dev.oxydra.tools.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PdfTextTest {
  private static final int MOST = 10_000;

  /** Documents are made with the font that they are read with. */
  @BeforeAll
  static void loadTheFont() throws IOException {
    assertThrows(WebException.class, () -> PdfText.read(pdf(), MOST));
  }

  private static byte[] pdf(String... pages) throws IOException {
    try (PDDocument document = new PDDocument()) {
      for (String text : pages) {
        PDPage page = new PDPage();
        document.addPage(page);
        try (PDPageContentStream out = new PDPageContentStream(document, page)) {
          out.beginText();
          out.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
          out.newLineAtOffset(50, 700);
          out.showText(text);
          out.endText();
        }
      }
      return bytes(document);
    }
  }

  private static byte[] bytes(PDDocument document) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    document.save(out);
    return out.toByteArray();
  }

  @Test
  void readsPageAfterPage() throws Exception {
    assertEquals(
        "Page one äé\nPage two",
        PdfText.read(pdf("Page one äé", "Page two"), MOST).replace("\r", ""));
    assertEquals("Page", PdfText.read(pdf("Page one", "Page two"), 4));
  }

  @Test
  void isFetched() throws Exception {
    try (WebBench web = new WebBench()) {
      byte[] pdf = pdf("Hello there");
      web.site.on("/a", 200, "Content-Type: application/pdf\r\n", pdf);
      web.site.on("/b", 200, "", pdf);
      for (String path : new String[] {"/a", "/b"}) {
        String text = web.fetch("http://site.example" + path).text();
        assertTrue(text.endsWith("\n\nHello there"), text);
      }
    }
  }

  @Test
  void saysThatThereIsNoText() {
    WebException none = assertThrows(WebException.class, () -> PdfText.read(pdf(""), MOST));
    assertEquals("This PDF has 1 pages and no text in them", none.getMessage());
  }

  @Test
  void saysWhatIsDamaged() throws Exception {
    byte[] whole = pdf("Hello there");
    byte[] noise = "%PDF-1.7\nnoise".getBytes(StandardCharsets.UTF_8);
    WebException damaged = assertThrows(WebException.class, () -> PdfText.read(noise, MOST));
    assertTrue(damaged.getMessage().startsWith("This PDF is damaged"), damaged.getMessage());
    for (int length = 0; length < whole.length; length += 7) {
      byte[] part = java.util.Arrays.copyOf(whole, length);
      try {
        assertTrue(PdfText.read(part, MOST).length() < 100);
      } catch (WebException e) {
        assertTrue(e.getMessage().startsWith("This PDF "), e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FlateDecode", "ASCIIHexDecode FlateDecode"})
  void refusesABombHoweverItIsPacked(String filters) throws Exception {
    for (boolean encrypted : new boolean[] {false, true}) {
      byte[] pdf = bomb(filters, encrypted);
      assertTrue(pdf.length < 1 << 20, "a small one");
      WebException bomb = assertThrows(WebException.class, () -> PdfText.read(pdf, MOST));
      assertEquals("This PDF holds more than 64 MiB when it is decompressed", bomb.getMessage());
    }
    assertEquals("Hello there", PdfText.read(pdf("Hello there"), MOST));
  }

  /** 70 MiB of spaces. */
  private static byte[] bomb(String filters, boolean encrypted) throws IOException {
    try (PDDocument document = new PDDocument()) {
      COSArray names = new COSArray();
      for (String filter : filters.split(" ", -1)) {
        names.add(COSName.getPDFName(filter));
      }
      COSStream contents = document.getDocument().createCOSStream();
      try (OutputStream out = contents.createOutputStream(names)) {
        byte[] nothing = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 70; i++) {
          out.write(nothing);
        }
      }
      PDPage page = new PDPage();
      page.setContents(new PDStream(contents));
      document.addPage(page);
      if (encrypted) {
        document.protect(new StandardProtectionPolicy("owner", "", new AccessPermission()));
      }
      return bytes(document);
    }
  }

  @Test
  void readsWhatIsEncryptedForEverybodyAndNothingElse() throws Exception {
    assertEquals("Hello there", PdfText.read(encrypted(""), MOST));
    WebException locked =
        assertThrows(WebException.class, () -> PdfText.read(encrypted("secret"), MOST));
    assertEquals("This PDF can be read with a password only", locked.getMessage());
  }

  private static byte[] encrypted(String password) throws IOException {
    try (PDDocument document = Loader.loadPDF(pdf("Hello there"))) {
      document.protect(new StandardProtectionPolicy("owner", password, new AccessPermission()));
      return bytes(document);
    }
  }
}

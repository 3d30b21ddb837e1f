package dev.oxydra.tools.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HtmlTextTest {
  private static final int MOST = 100_000;

  private static String markdown(String html) {
    ResponseHead head = new ResponseHead(200, "OK", Map.of("content-type", "text/html"));
    byte[] body = html.getBytes(StandardCharsets.UTF_8);
    return HtmlText.markdown(
        new Page(WebAddress.parse("https://site.example/a/b"), head, body), MOST);
  }

  @Test
  void writesWhatAPersonReads() {
    String html =
        """
        <!DOCTYPE html><html><head><title> A title </title><style>p { }</style></head><body>
        <script>alert(1)</script><nav><ul><li><a href="/">Home</a></li></ul></nav>
        <h1>Heading <a href="#x">one</a></h1>
        <p>First  line<br>second&nbsp;line, <code>a = b</code>.</p>
        <ul><li>one</li><li><p>two</p><ol><li>deep<li>deeper</ol></li></ul>
        <blockquote><p>said</p><p>by whom</p></blockquote>
        <pre><code>int a;
          int b;</code></pre>
        <table><tr><th>A<th>B|C</tr><tr><td>1<td><a href=x>2</a></table>
        <hr><img src="i.png" alt="A picture"><img src="dot.gif" alt="">
        <p hidden>unseen</p><p style="display: none">unseen</p><noscript>unseen</noscript>
        """;
    assertEquals(
        """
        # A title

        - [Home](https://site.example/)

        # Heading [one](https://site.example/a/b#x)

        First line
        second line, `a = b`.

        - one
        - two
          1. deep
          1. deeper

        > said
        >
        > by whom

        ```
        int a;
          int b;
        ```

        | A | B\\|C |
        |---|---|
        | 1 | [2](https://site.example/a/x) |

        ---

        ![A picture](https://site.example/a/i.png)\
        """
            .stripIndent(),
        markdown(html));
  }

  @Test
  void readsWhatIsBroken() {
    assertEquals("a b\n\nc", markdown("</p></div>a <b>b<p>c</i></table></b>"));
    assertEquals("| x |\n|---|", markdown("<table><tr><table><td>x"));
    assertEquals("- a\n- b", markdown("<li>a<li>b"));
    assertEquals("a", markdown("a<script>if (a < b"));
    assertEquals("", markdown(""));
    assertEquals("< 1 & 2 &x;", markdown("< 1 & 2 &x;"));
  }

  @Test
  void readsWhatIsNestedDeeply() {
    for (String tag :
        new String[] {
          "div", "blockquote", "ul><li", "h1><div", "pre", "b", "table><tr><td", "a", "svg"
        }) {
      String text = markdown(("<" + tag + ">").repeat(50_000) + "x");
      assertTrue(text.length() < 20_000, tag + " " + text.length());
    }
  }

  @Test
  void doesNotGrowWithoutBound() {
    String base = "<base href='https://site.example/" + "x".repeat(900) + "/'>";
    String text = markdown(base + "<a href=a>a</a> ".repeat(100_000));
    assertTrue(text.length() < MOST + 100, "" + text.length());
    assertTrue(text.endsWith("[The rest of the page is left out]"));
    String quoted = markdown("<blockquote>".repeat(400) + "<p>a".repeat(10_000));
    assertTrue(quoted.length() < MOST + 100, "" + quoted.length());
  }

  /** 500 elements that are never closed are opened anew in each of a million paragraphs. */
  @Test
  void readsNoMoreElementsThanThereIsMemoryFor() {
    StringBuilder html = new StringBuilder("<p>");
    for (int i = 0; i < 500; i++) {
      html.append("<b a").append(i).append('>');
    }
    String text = markdown(html + "</p><p>a".repeat(600_000));
    assertTrue(text.startsWith("a\n\na"), "its beginning");
    assertTrue(text.endsWith("[The rest of the page is left out]"), "its end");
  }

  @Test
  void tablesThatArrangeAPageAreNoTables() {
    assertEquals(
        "| left |\n|---|\n\nright",
        markdown("<table><tr><td><table><td><p>left</table><td><p>right</table>"));
  }
}

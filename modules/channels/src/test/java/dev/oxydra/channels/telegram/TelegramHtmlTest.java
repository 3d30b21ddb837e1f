package dev.oxydra.channels.telegram;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelegramHtmlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "# Title | <b>Title</b>",
        "a **b** *c* ~~d~~ | a <b>b</b> <i>c</i> <s>d</s>",
        "***both*** | <b><i>both</i></b>",
        "**a `x < y` b** | <b>a </b><code>x &lt; y</code><b> b</b>",
        "[text](https://a.example/?a=1&b=2) | <a href=\"https://a.example/?a=1&amp;b=2\">text</a>",
        "[text](tg://user?id=1) | <a href=\"tg://user?id=1\">text</a>",
        "[text](javascript:alert) | text (javascript:alert)",
        "[](https://a.example) | <a href=\"https://a.example\">https://a.example</a>",
        "![alt](https://a.example/i.png) | <a href=\"https://a.example/i.png\">alt</a>",
        "<script>x</script> & co | &lt;script&gt;x&lt;/script&gt; &amp; co",
        "a<br>b | a\\nb",
        "> a\\n> b | <blockquote>a\\nb</blockquote>",
        "> a\\n>> b\\n\\nc | <blockquote>a\\n\\nb</blockquote>\\n\\nc",
        "- a\\n- b\\n  - c | • a\\n• b\\n  • c",
        "3. a\\n4. b | 3. a\\n4. b",
        "- a\\n\\n  b\\n- c | • a\\n\\n  b\\n\\n• c",
        "---\\na | ———\\n\\na",
        "```java\\nint a<b;\\n``` | <pre><code class=\"language-java\">int a&lt;b;</code></pre>",
        "```\\nx\\n\\n  y\\n``` | <pre>x\\n\\n  y</pre>",
        "```a\"b\\nx\\n``` | <pre>x</pre>",
        "- ```\\n  x\\n  ``` | •\\n<pre>x</pre>",
        "a [half](https://a | a [half](https://a",
        "a **half | a **half",
        "```sh\\nls | <pre><code class=\"language-sh\">ls</code></pre>",
      })
  void writesWhatTelegramTakes(String markdown, String html) {
    assertEquals(html.replace("\\n", "\n"), TelegramHtml.of(markdown.replace("\\n", "\n")));
  }

  @Test
  void alignsTheColumnsOfTables() {
    assertEquals(
        "<pre>name   n\n────  ──\na&lt;b    1\n日本  22</pre>",
        TelegramHtml.of("|name|n|\n|---|---:|\n|a<b|1|\n|**日本**|22|\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n ", "```\n```", "#", "\u200B", "&nbsp;"})
  void hasNothingOfNothing(String markdown) {
    assertEquals(0, Pieces.of(markdown, 4096).size());
  }
}

package dev.oxydra.channels.telegram;

import dev.oxydra.channels.telegram.Block.Kind;
import dev.oxydra.channels.telegram.Run.Style;
import java.util.List;

/**
 * Markdown in the HTML that Telegram takes (<a
 * href="https://core.telegram.org/bots/api#html-style">HTML style</a>). Whatever comes in, it is
 * well-formed: Telegram refuses a message in which a single tag is wrong.
 */
final class TelegramHtml {
  private TelegramHtml() {}

  /** The whole text, however long; empty if it shows nothing. */
  static String of(String markdown) {
    return of(MarkdownBlocks.of(markdown));
  }

  /** What is visible, without its form. */
  static String plain(List<Block> blocks) {
    StringBuilder plain = new StringBuilder();
    for (Block block : blocks) {
      plain.append(plain.isEmpty() ? "" : block.gap()).append(block.text());
    }
    return plain.toString();
  }

  static String of(List<Block> blocks) {
    StringBuilder html = new StringBuilder();
    int quote = 0;
    for (Block block : blocks) {
      boolean other = block.quote() != quote;
      html.append(other && quote != 0 ? "</blockquote>" : "")
          .append(html.isEmpty() ? "" : block.gap())
          .append(other && block.quote() != 0 ? "<blockquote>" : "");
      quote = block.quote();
      append(html, block);
    }
    return html.append(quote != 0 ? "</blockquote>" : "").toString();
  }

  private static void append(StringBuilder html, Block block) {
    if (block.kind() == Kind.PREFORMATTED) {
      String code = escape(block.text());
      html.append(
          block.language().isEmpty()
              ? "<pre>" + code + "</pre>"
              : "<pre><code class=\"language-" + block.language() + "\">" + code + "</code></pre>");
      return;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < block.runs().size(); i++) {
      Run run = block.runs().get(i);
      text.append(run.text());
      boolean last = i + 1 == block.runs().size();
      if (last || !block.runs().get(i + 1).style().equals(run.style())) {
        html.append(styled(text.toString(), run.style()));
        text.setLength(0);
      }
    }
  }

  private static String styled(String text, Style style) {
    String html = escape(text);
    html = style.code() ? "<code>" + html + "</code>" : html;
    html = style.struck() ? "<s>" + html + "</s>" : html;
    html = style.italic() ? "<i>" + html + "</i>" : html;
    html = style.bold() ? "<b>" + html + "</b>" : html;
    String link = style.link();
    return link == null ? html : "<a href=\"" + escape(link) + "\">" + html + "</a>";
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

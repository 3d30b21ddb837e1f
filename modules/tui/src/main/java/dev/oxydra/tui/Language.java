package dev.oxydra.tui;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is coloured in code of one language.
 *
 * @param keywords in lower case if the language doesn't tell cases apart
 * @param lineComment what comments to the end of the line begin with, empty for none
 * @param blockComment what other comments begin and end with, none for none
 * @param quotes what strings of one line begin and end with, a character each
 * @param longQuotes what strings of several lines begin and end with
 */
record Language(
    Set<String> keywords,
    String lineComment,
    List<String> blockComment,
    String quotes,
    List<String> longQuotes,
    Kind kind) {
  /** How keywords are told from other words. */
  enum Kind {
    /** By a list. */
    PLAIN,
    /** By a list, in any case. */
    ANY_CASE,
    /** By a list, and what stands before a colon is one. */
    KEYED,
    /** What stands after a left angle bracket is one. */
    MARKUP
  }

  private static final List<String> SLASH_STAR = List.of("/*", "*/");
  private static final List<String> TRIPLE = List.of("\"\"\"");
  private static final List<String> BACKTICK = List.of("`");
  private static final String BOTH = "\"'";

  private static final String OF_C =
      "auto break case char const continue default do double else enum extern float for goto if inline int long"
          + " register return short signed sizeof static struct switch typedef union unsigned void volatile while"
          + " bool true false nullptr NULL class private protected public virtual override template typename"
          + " namespace using new delete this throw try catch constexpr operator friend explicit noexcept";
  private static final String OF_JAVA =
      "abstract assert boolean break byte case catch char class const continue default do double else enum extends"
          + " final finally float for if implements import instanceof int interface long native new null package"
          + " private protected public return short static super switch synchronized this throw throws transient"
          + " try void volatile while true false var record sealed permits yield when non-sealed";
  private static final String OF_KOTLIN =
      "abstract as break by class companion const continue data do else enum false final finally for fun if import"
          + " in init inline interface internal is lateinit null object open operator override package private"
          + " protected public return sealed super suspend this throw true try typealias val var when where while";
  private static final String OF_C_SHARP =
      "abstract as async await base bool break byte case catch char class const continue decimal default delegate do"
          + " double else enum event false finally float for foreach get if in int interface internal is long"
          + " namespace new null object out override params private protected public readonly record ref return"
          + " sealed set static string struct switch this throw true try typeof using var virtual void when where"
          + " while yield";
  private static final String OF_GO =
      "break case chan const continue default defer else fallthrough for func go goto if import interface map package"
          + " range return select struct switch type var nil true false iota";
  private static final String OF_RUST =
      "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move"
          + " mut pub ref return self Self static struct super trait true type unsafe use where while";
  private static final String OF_SCRIPT =
      "abstract any as async await boolean break case catch class const continue debugger declare default delete do"
          + " else enum export extends false finally for from function get if implements import in instanceof"
          + " interface keyof let new null number of private protected public readonly return set static string"
          + " super switch this throw true try type typeof undefined var void while with yield";
  private static final String OF_PYTHON =
      "and as assert async await break class continue def del elif else except False finally for from global if"
          + " import in is lambda match None nonlocal not or pass raise return True try while with yield self";
  private static final String OF_SHELL =
      "case do done elif else esac exit export fi for function if in local read readonly return select set shift"
          + " source then time trap unset until while";
  private static final String OF_SQL =
      "add all alter and as asc begin between by cascade case check column commit constraint create cross default"
          + " delete desc distinct drop else end exists false foreign from full group having if in index inner insert"
          + " intersect into is join key left like limit not null offset on or order outer primary references"
          + " returning right rollback select set table then transaction true union unique update using values view"
          + " when where with";

  private static final Map<String, Language> ALL = all();

  Language {
    keywords = Set.copyOf(keywords);
    blockComment = List.copyOf(blockComment);
    longQuotes = List.copyOf(longQuotes);
  }

  /** Null for one that isn't known. */
  static @Nullable Language of(String name) {
    return ALL.get(name);
  }

  private static Map<String, Language> all() {
    Map<String, Language> all = new HashMap<>();
    put(all, "java", slashed(OF_JAVA, BOTH, TRIPLE));
    put(all, "kotlin kt kts", slashed(OF_KOTLIN, BOTH, TRIPLE));
    put(all, "c h c++ cpp cc hpp", slashed(OF_C, BOTH, List.of()));
    put(all, "c# cs csharp", slashed(OF_C_SHARP, BOTH, TRIPLE));
    put(all, "go golang", slashed(OF_GO, BOTH, BACKTICK));
    // Its apostrophes are lifetimes too.
    put(all, "rust rs", slashed(OF_RUST, "\"", List.of()));
    put(all, "javascript js jsx mjs typescript ts tsx", slashed(OF_SCRIPT, BOTH, BACKTICK));
    put(all, "json json5 jsonc", slashed("true false null", "\"", List.of()));
    put(all, "python py python3", hashed(OF_PYTHON, List.of("\"\"\"", "'''"), Kind.PLAIN));
    put(all, "sh bash shell zsh console", hashed(OF_SHELL, List.of(), Kind.PLAIN));
    put(all, "yaml yml toml ini conf hocon", hashed("true false null", TRIPLE, Kind.KEYED));
    Set<String> sql = words(OF_SQL);
    put(all, "sql", new Language(sql, "--", SLASH_STAR, BOTH, List.of(), Kind.ANY_CASE));
    List<String> remark = List.of("<!--", "-->");
    put(
        all,
        "html xml svg xhtml",
        new Language(Set.of(), "", remark, "\"", List.of(), Kind.MARKUP));
    return Map.copyOf(all);
  }

  private static void put(Map<String, Language> all, String names, Language language) {
    words(names).forEach(name -> all.put(name, language));
  }

  private static Language slashed(String keywords, String quotes, List<String> longQuotes) {
    return new Language(words(keywords), "//", SLASH_STAR, quotes, longQuotes, Kind.PLAIN);
  }

  private static Language hashed(String keywords, List<String> longQuotes, Kind kind) {
    return new Language(words(keywords), "#", List.of(), BOTH, longQuotes, kind);
  }

  private static Set<String> words(String words) {
    return new HashSet<>(List.of(words.split(" ")));
  }
}

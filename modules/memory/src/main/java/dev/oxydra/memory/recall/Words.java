package dev.oxydra.memory.recall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.DelegatingAnalyzerWrapper;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** Makes words of texts: stems of English, and words as they are for all other languages. */
final class Words {
  /**
   * Words that say nothing of what a text is about: NLTK's list of English, in which questions and
   * pronouns are, without its contractions.
   */
  private static final CharArraySet STOP =
      new CharArraySet(
          List.of(
              """
              i me my myself we our ours ourselves you your yours yourself yourselves he him his
              himself she her hers herself it its itself they them their theirs themselves what which
              who whom this that these those am is are was were be been being have has had having do
              does did doing a an the and but if or because as until while of at by for with about
              against between into through during before after above below to from up down in out on
              off over under again further then once here there when where why how all any both each
              few more most other some such no nor not only own same so than too very s t can will
              just don should now d ll m o re ve y\
              """
                  .split("\\s+")),
          false);

  /** Stems of English words; of other languages what the same rules make of them. */
  private static final Analyzer ENGLISH =
      new Analyzer() {
        @Override
        protected TokenStreamComponents createComponents(String field) {
          Tokenizer words = new StandardTokenizer();
          TokenStream folded =
              new ASCIIFoldingFilter(new LowerCaseFilter(new EnglishPossessiveFilter(words)));
          return new TokenStreamComponents(
              words, new PorterStemFilter(new StopFilter(folded, STOP)));
        }
      };

  /** All words; where none are separated, as in Chinese, signs and pairs of signs. */
  private static final Analyzer PLAIN =
      new Analyzer() {
        @Override
        protected TokenStreamComponents createComponents(String field) {
          Tokenizer words = new StandardTokenizer();
          TokenStream pairs =
              new CJKBigramFilter(
                  new LowerCaseFilter(words),
                  CJKBigramFilter.HAN
                      | CJKBigramFilter.HIRAGANA
                      | CJKBigramFilter.KATAKANA
                      | CJKBigramFilter.HANGUL,
                  true);
          return new TokenStreamComponents(words, new ASCIIFoldingFilter(pairs));
        }
      };

  /** Of the fields of a document. */
  static final Analyzer OF_FIELDS =
      new DelegatingAnalyzerWrapper(Analyzer.PER_FIELD_REUSE_STRATEGY) {
        @Override
        protected Analyzer getWrappedAnalyzer(String field) {
          return field.equals(Documents.PLAIN) ? PLAIN : ENGLISH;
        }
      };

  private Words() {}

  /** The stems of a text that say what it is about, in order. */
  static List<String> stems(String text) {
    return of(ENGLISH, text);
  }

  /** The words of a text, in order. */
  static List<String> plain(String text) {
    return of(PLAIN, text);
  }

  private static List<String> of(Analyzer analyzer, String text) {
    List<String> words = new ArrayList<>();
    try (TokenStream stream = analyzer.tokenStream("", text)) {
      CharTermAttribute word = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        words.add(word.toString());
      }
      stream.end();
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory can't be read", e);
    }
    return words;
  }
}

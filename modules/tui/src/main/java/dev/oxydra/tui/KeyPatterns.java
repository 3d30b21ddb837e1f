package dev.oxydra.tui;

import com.googlecode.lanterna.input.BasicCharacterPattern;
import com.googlecode.lanterna.input.CharacterPattern;
import com.googlecode.lanterna.input.KeyDecodingProfile;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import java.util.Collection;
import java.util.List;

/**
 * What raw mode without carriage return translation sends and Lanterna's profile doesn't know:
 * Enter apart from Ctrl+J, Alt+Enter, and the marks of a bracketed paste.
 */
final class KeyPatterns implements KeyDecodingProfile {
  /** Stand-ins: no keyboard has these keys with all modifiers. */
  static final KeyStroke PASTE_BEGIN = new KeyStroke(KeyType.F18, true, true, true);

  static final KeyStroke PASTE_END = new KeyStroke(KeyType.F19, true, true, true);

  @Override
  public Collection<CharacterPattern> getPatterns() {
    KeyStroke altEnter = new KeyStroke(KeyType.Enter, false, true);
    return List.of(
        new BasicCharacterPattern(new KeyStroke(KeyType.Enter), '\r'),
        new BasicCharacterPattern(new KeyStroke('j', true, false), '\n'),
        new BasicCharacterPattern(altEnter, ESC_CODE, '\r'),
        new BasicCharacterPattern(altEnter, ESC_CODE, '\n'),
        new BasicCharacterPattern(PASTE_BEGIN, ESC_CODE, '[', '2', '0', '0', '~'),
        new BasicCharacterPattern(PASTE_END, ESC_CODE, '[', '2', '0', '1', '~'));
  }
}

package dev.oxydra.tools.annotations;

import java.io.Serial;
import javax.lang.model.element.Element;

/** A tool is declared wrongly; becomes an error of the compiler at the element. */
final class DeclarationException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Element element;

  DeclarationException(Element element, String message) {
    super(message);
    this.element = element;
  }

  Element element() {
    return element;
  }
}

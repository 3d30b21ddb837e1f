package dev.oxydra.tools.annotations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.lang.model.element.Element;
import org.jspecify.annotations.Nullable;

/** The text files that tell the model what tools do. */
record Descriptions(@Nullable String folder) {
  /** The text of {@code <tool>.md}; an error at {@code element} when there is none. */
  String of(String tool, Element element) throws DeclarationException {
    if (folder == null) {
      throw new DeclarationException(
          element,
          "Name the folder of the tools' descriptions: -A" + ToolProcessor.DESCRIPTIONS + "=…");
    }
    Path file = Path.of(folder, tool + ".md");
    try {
      String text = Files.readString(file).strip();
      if (text.isEmpty()) {
        throw new DeclarationException(element, "The description is empty: " + file);
      }
      return text;
    } catch (IOException e) {
      throw new DeclarationException(element, "Write the tool's description into " + file);
    }
  }
}

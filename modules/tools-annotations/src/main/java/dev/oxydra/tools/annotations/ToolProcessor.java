package dev.oxydra.tools.annotations;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.annotation.processing.SupportedOptions;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;

/**
 * Writes, for each {@link Tool}, a class that is a {@code dev.oxydra.types.Tool}, and for each
 * package with tools a {@code ToolIndex}. A wrong declaration is an error on its own line.
 */
@SupportedAnnotationTypes("dev.oxydra.tools.annotations.Tool")
@SupportedOptions(ToolProcessor.DESCRIPTIONS)
public final class ToolProcessor extends AbstractProcessor {
  /** The option that names the folder of the tools' descriptions. */
  public static final String DESCRIPTIONS = "oxydra.tools.descriptions";

  private final Map<String, ToolModel> seen = new LinkedHashMap<>();
  private boolean failed;

  /** For javac. */
  public ToolProcessor() {}

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latestSupported();
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    ToolReader reader =
        new ToolReader(
            processingEnv.getElementUtils(),
            processingEnv.getTypeUtils(),
            new Descriptions(processingEnv.getOptions().get(DESCRIPTIONS)),
            this::report);
    Map<String, List<ToolModel>> packages = new TreeMap<>();
    for (Element element : round.getElementsAnnotatedWith(Tool.class)) {
      try {
        ToolModel tool = reader.read(element);
        if (seen.putIfAbsent(tool.name(), tool) != null) {
          throw new DeclarationException(element, "There is a tool '" + tool.name() + "' already");
        }
        packages.computeIfAbsent(packageOf(tool), name -> new ArrayList<>()).add(tool);
      } catch (DeclarationException e) {
        report(e);
      }
    }
    if (!failed) {
      packages.forEach(this::write);
    }
    return false;
  }

  private String packageOf(ToolModel tool) {
    return processingEnv.getElementUtils().getPackageOf(tool.owner()).getQualifiedName().toString();
  }

  private void write(String packageName, List<ToolModel> tools) {
    for (ToolModel tool : tools) {
      write(packageName, tool.bindingName(), BindingWriter.write(packageName, tool));
    }
    write(packageName, "ToolIndex", IndexWriter.write(packageName, tools));
  }

  private void write(String packageName, String name, String source) {
    try (Writer out =
        processingEnv.getFiler().createSourceFile(packageName + "." + name).openWriter()) {
      out.write(source);
    } catch (IOException e) {
      processingEnv
          .getMessager()
          .printMessage(Diagnostic.Kind.ERROR, "Can't write " + name + ": " + e.getMessage());
    }
  }

  private void report(DeclarationException e) {
    failed = true;
    processingEnv
        .getMessager()
        .printMessage(Diagnostic.Kind.ERROR, String.valueOf(e.getMessage()), e.element());
  }
}

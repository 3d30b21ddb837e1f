package dev.oxydra.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.oxydra.types.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between modules, and how much of a module is seen from outside. */
class ArchitectureTest {
  private static final String ROOT = "dev.oxydra.";

  /** Each module's package, and which of ours it may use besides itself. */
  private static final Map<String, Set<String>> ARROWS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("types", Set.of()),
              Map.entry("tools.annotations", Set.of()),
              Map.entry("provider", Set.of("types")),
              Map.entry("memory", Set.of("types")),
              Map.entry("tools", Set.of("types", "tools.annotations")),
              Map.entry("runtime", Set.of("types")),
              Map.entry("gateway", Set.of("types")),
              Map.entry("channels", Set.of("types")),
              Map.entry("shelldaemon", Set.of("types")),
              Map.entry("tui", Set.of("types")),
              Map.entry("embedder", Set.of("types")),
              Map.entry(
                  "guest",
                  Set.of(
                      "types",
                      "provider",
                      "memory",
                      "tools",
                      "runtime",
                      "gateway",
                      "channels",
                      "shelldaemon")),
              Map.entry("runner", Set.of("types", "tui")),
              Map.entry("testing", Set.of("types"))));

  /** What these are for is to be used by others. */
  private static final Set<String> OFFERED_WHOLE = Set.of("types", "tools.annotations", "testing");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.oxydra");

  static Set<String> modules() {
    return ARROWS.keySet();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void usesOnlyWhatItsArrowsAllow(String module) {
    List<String> forbidden = new ArrayList<>();
    for (String other : ARROWS.keySet()) {
      if (!other.equals(module) && !ARROWS.getOrDefault(module, Set.of()).contains(other)) {
        forbidden.add(other);
      }
    }
    noClasses()
        .that(isIn(module))
        .should()
        .dependOnClassesThat(isIn(forbidden.toArray(String[]::new)))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyClassIsInAModule() {
    Set<String> lost = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      if (!type.getPackageName().startsWith(ROOT + "benchmarks") && moduleOf(type).isEmpty()) {
        lost.add(type.getName());
      }
    }
    assertTrue(lost.isEmpty(), () -> "Give them a line in ARROWS: " + lost);
  }

  @Test
  void isPackagePrivateByDefault() {
    Map<String, List<String>> open = new TreeMap<>();
    Map<String, Integer> all = new TreeMap<>();
    for (JavaClass type : CLASSES) {
      String module = moduleOf(type);
      if (module.isEmpty() || OFFERED_WHOLE.contains(module) || !isTopLevel(type)) {
        continue;
      }
      all.merge(module, 1, Integer::sum);
      if (type.getModifiers().contains(JavaModifier.PUBLIC)) {
        open.computeIfAbsent(module, name -> new ArrayList<>()).add(type.getSimpleName());
      }
    }
    open.forEach((module, types) ->
        assertTrue(
            types.size() <= Math.max(2, all.getOrDefault(module, 0) * 55 / 100),
            () -> module + " shows too many of its " + all.get(module) + " types: " + types));
  }

  /** There is one door to tools: what it checks can't be gone round. */
  @Test
  void onlyTheInvokerRunsTools() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.oxydra.runtime.ToolInvoker")
        .and()
        // A tool around another one, which the invoker runs as any.
        .doNotHaveFullyQualifiedName("dev.oxydra.runtime.AgentTools$Asking")
        .and()
        .resideOutsideOfPackage("dev.oxydra.benchmarks..")
        .should()
        .callMethodWhere(
            JavaCall.Predicates.target(HasName.Predicates.name("run"))
                .and(
                    JavaCall.Predicates.target(
                        HasOwner.Predicates.With.owner(
                            JavaClass.Predicates.assignableTo(Tool.class)))))
        .check(CLASSES);
  }

  @Test
  void typesDoNoInputOrOutput() {
    noClasses()
        .that(isIn("types"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..", "java.sql..")
                .and(not(type(Path.class)))) // A path is a name; who opens it is elsewhere.
        .check(CLASSES);
  }

  @Test
  void noThreadLocals() {
    noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class).check(CLASSES);
  }

  @Test
  void everyExceptionOfOursIsFinalAndNamed() {
    classes()
        .that()
        .areAssignableTo(RuntimeException.class)
        .should()
        .haveSimpleNameEndingWith("Exception")
        .andShould()
        .haveModifier(JavaModifier.FINAL)
        .check(CLASSES);
  }

  private static boolean isTopLevel(JavaClass type) {
    return type.isTopLevelClass() && !type.getSimpleName().equals("package-info");
  }

  private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> isIn(String... modules) {
    Set<String> wanted = Set.of(modules);
    return com.tngtech.archunit.base.DescribedPredicate.describe(
        "are in " + new TreeSet<>(wanted), type -> wanted.contains(moduleOf(type)));
  }

  /** The longest name in {@link #ARROWS} that the package starts with; empty for none. */
  private static String moduleOf(JavaClass type) {
    String name = type.getPackageName() + ".";
    return ARROWS.keySet().stream()
        .filter(module -> name.startsWith(ROOT + module + "."))
        .max(java.util.Comparator.comparingInt(String::length))
        .orElse("");
  }
}

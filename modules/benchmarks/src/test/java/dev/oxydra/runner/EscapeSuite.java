package dev.oxydra.runner;

import dev.oxydra.runner.Sandboxes.Ran;
import dev.oxydra.runner.Sandboxes.Role;
import dev.oxydra.runner.isolation.ResourceLimits;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tries to get out of the sandboxes of a guest and of its shell daemon. A program of its own, so
 * that an ordinary user can run it: {@code EscapeSuite <distribution> <configuration folder>
 * name=value…}. It prints a line for each attempt: role, attempt, {@code FAILED} or {@code
 * ESCAPED}, and what happened, separated by tabs. Arguments:
 *
 * <ul>
 *   <li>{@code reversed_secret}: a provider's key that the daemon knows, written backwards
 *   <li>{@code shadow}: the hash code of the host's {@code /etc/shadow}, hexadecimal
 *   <li>{@code other}: a file of another user
 *   <li>{@code host_process}: a word of a host process's command line, written backwards
 *   <li>{@code filtered}: whether programs are under a filter of system calls
 *   <li>{@code process}: numbers of processes of the host
 *   <li>{@code engine}, {@code control}: Unix sockets of the host
 *   <li>{@code service}: addresses of a service that listens on the host
 *   <li>{@code resolver}: addresses that a name server may be at
 * </ul>
 */
public final class EscapeSuite {
  private static final UserId ALICE = new UserId("alice");
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final long MIB = 1L << 20;
  private static final ResourceLimits ROOMY = new ResourceLimits(1024 * MIB, 200, 256, 64 * MIB);
  private static final ResourceLimits TIGHT = new ResourceLimits(192 * MIB, 200, 64, 32 * MIB);

  /** Where nothing but a look now and then keeps the limit, it may be passed so many times. */
  private static final int BURST = 8;

  private static final Duration EXHAUSTED = Duration.ofSeconds(60);

  /** More in small files than there may be memory. */
  private static final String FILL_MEMORY =
      "for i in 1 2 3 4 5 6 7 8 9 10; do head -c 31000000 /dev/zero >/dev/shm/f$i || exit 1; done; echo filled";

  private final Sandboxes sandboxes;
  private final List<String> arguments;

  private EscapeSuite(Sandboxes sandboxes, List<String> arguments) {
    this.sandboxes = sandboxes;
    this.arguments = arguments;
  }

  /** Tries everything. */
  public static void main(String[] arguments) throws Exception {
    Path distribution = Path.of(arguments[0]);
    Path config = Path.of(arguments[1]);
    try (Sandboxes sandboxes = new Sandboxes(distribution, config, ALICE)) {
      List<String> rest = new ArrayList<>(Arrays.asList(arguments).subList(2, arguments.length));
      rest.add("program=" + distribution.resolve("lib"));
      rest.add("program=/opt/oxydra/lib");
      EscapeSuite suite = new EscapeSuite(sandboxes, rest);
      for (Role role : Role.values()) {
        suite.probe(role);
        suite.exhaust(role);
      }
    }
    System.out.println("done");
  }

  private static void print(Role role, String attempt, boolean escaped, String detail) {
    System.out.println(
        String.join("\t", role.name(), attempt, escaped ? "ESCAPED" : "FAILED", detail));
  }

  private void probe(Role role) throws IOException, InterruptedException {
    Path classes = Files.createDirectories(sandboxes.workspace().shared().resolve("probe"));
    install(classes);
    Ran ran =
        sandboxes.run(
            role,
            ROOMY,
            PATIENCE,
            command -> {
              List<String> probe =
                  new ArrayList<>(
                      List.of(
                          command.getFirst(),
                          "-Xmx128m",
                          "-XX:+UseSerialGC",
                          "--enable-native-access=ALL-UNNAMED",
                          "-cp",
                          "/shared/probe",
                          EscapeProbe.class.getName()));
              probe.addAll(arguments);
              return probe;
            });
    if (!ran.output().contains("done")) {
      throw new IllegalStateException("The probe did not end: " + ran + "\n" + sandboxes.log(role));
    }
    ran.output().stream()
        .filter(line -> line.contains("\t"))
        .forEach(line -> System.out.println(role + "\t" + line));
  }

  /** The probe's classes, which lie in a folder or in a jar. */
  private static void install(Path classes) throws IOException {
    String folder = EscapeProbe.class.getPackageName().replace('.', '/');
    Path target = Files.createDirectories(classes.resolve(folder));
    List<String> names = new ArrayList<>(List.of("EscapeProbe"));
    Arrays.stream(EscapeProbe.class.getDeclaredClasses())
        .map(inner -> "EscapeProbe$" + inner.getSimpleName())
        .forEach(names::add);
    names.add("EscapeProbe$1");
    for (String name : names) {
      try (InputStream in = EscapeProbe.class.getResourceAsStream(name + ".class")) {
        Files.write(target.resolve(name + ".class"), in.readAllBytes());
      }
    }
  }

  /** What is limited: each attempt is stopped. */
  private void exhaust(Role role) throws IOException, InterruptedException {
    Ran memory = shell(role, "tail /dev/zero");
    print(role, "take all memory", isOver(memory), memory.toString());
    Ran bomb = shell(role, "bomb() { bomb | bomb & }; bomb; sleep 3; echo ended");
    boolean burst = bomb.processes() > BURST * TIGHT.processes();
    print(role, "bomb with processes", burst, bomb.toString());
    Path big = sandboxes.workspace().shared().resolve("big");
    Ran file = shell(role, "head -c 200000000 /dev/zero >/shared/big");
    long size = Files.exists(big) ? Files.size(big) : 0;
    print(role, "write an endless file", size > TIGHT.fileBytes(), size + " bytes, " + file);
    Files.deleteIfExists(big);
    Ran shm = shell(role, FILL_MEMORY);
    print(role, "fill memory with files", shm.output().contains("filled"), shm.toString());
  }

  /** Whether a program went on that should not have. */
  private static boolean isOver(Ran ran) {
    return ran.end().code() == 0 || ran.end().equals(Sandboxes.GOES_ON);
  }

  private Ran shell(Role role, String script) throws IOException, InterruptedException {
    return sandboxes.run(role, TIGHT, EXHAUSTED, command -> List.of("/bin/sh", "-c", script));
  }
}

package dev.oxydra.runner;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What the command line knows of the machine that it runs on.
 *
 * @param environment the process environment
 * @param distribution the folder that the product is installed in
 * @param folder the working folder, absolute
 * @param userName the operating system's name of whoever runs it
 * @param in what is typed
 * @param out for what was asked for
 * @param err for messages
 */
record Host(
    Map<String, String> environment,
    Path distribution,
    Path folder,
    String userName,
    LineInput in,
    PrintWriter out,
    PrintWriter err) {
  /** Set by the launcher. */
  private static final String HOME_PROPERTY = "oxydra.home";

  Host {
    environment = Map.copyOf(environment);
    Objects.requireNonNull(distribution, "distribution");
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(userName, "userName");
    Objects.requireNonNull(in, "in");
    Objects.requireNonNull(out, "out");
    Objects.requireNonNull(err, "err");
  }

  static Host ofThisProcess() {
    return new Host(
        System.getenv(),
        Path.of(System.getProperty(HOME_PROPERTY, "")).toAbsolutePath(),
        Path.of("").toAbsolutePath(),
        System.getProperty("user.name", ""),
        new StandardInput(),
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8));
  }

  /** The value of {@code PATH}. */
  String searchPath() {
    return environment.getOrDefault("PATH", "/usr/bin:/bin");
  }
}

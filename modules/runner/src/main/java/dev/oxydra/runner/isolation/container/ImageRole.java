package dev.oxydra.runner.isolation.container;

import dev.oxydra.runner.config.RunnerConfig;
import java.util.Locale;

/** What an image is for. */
enum ImageRole {
  /** Agents, whether they serve their user or look after a journal. */
  GUEST("guest"),
  /** Shell daemons with the commands that they run. */
  SHELL("shell-daemon");

  private final String program;

  ImageRole(String program) {
    this.program = program;
  }

  /** For the role in a program's name. */
  static ImageRole of(String role) {
    return role.equals("shell") ? SHELL : GUEST;
  }

  /** The distribution's name of the program in it. */
  String program() {
    return program;
  }

  /** The image's name, without a tag. */
  String repository(RunnerConfig.Container container) {
    return this == SHELL ? container.shellImage() : container.guestImage();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

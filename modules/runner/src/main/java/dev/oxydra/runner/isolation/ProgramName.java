package dev.oxydra.runner.isolation;

import java.util.Objects;

/**
 * Which program it is, in messages and in the labels that it is found by.
 *
 * @param installation tells the guests of one configuration folder from those of others on the
 *     host: 12 hexadecimal digits
 * @param user whose it is; letters, digits, hyphens, dots and underscores
 * @param role such as {@code guest}, {@code shell} or {@code maintenance}
 */
public record ProgramName(String installation, String user, String role) {
  public ProgramName {
    Objects.requireNonNull(installation, "installation");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(role, "role");
  }

  /** For people, such as {@code guest of alice}. */
  @Override
  public String toString() {
    return role + " of " + user;
  }
}

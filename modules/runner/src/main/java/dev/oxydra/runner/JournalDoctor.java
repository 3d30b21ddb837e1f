package dev.oxydra.runner;

import static dev.oxydra.runner.doctor.Finding.broken;
import static dev.oxydra.runner.doctor.Finding.ok;

import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.doctor.Finding;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.types.Maintenance.Operation;
import dev.oxydra.types.Maintenance.Report;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether users' journals are whole, and what is derived from them is what it should be. */
final class JournalDoctor {
  private static final String WHAT = "journal";
  private static final String FILES = ".conf";

  private JournalDoctor() {}

  /** Looks at the journal of {@code --user}; without that, of every user who has one. */
  static List<Finding> findings(Invocation invocation, LoadedConfig config) {
    List<Finding> findings = new ArrayList<>();
    for (String name : users(invocation)) {
      try {
        UserId user = new UserId(name);
        if (hasJournal(invocation, config, user)) {
          if (invocation.has("--rebuild")) {
            findings.addAll(findings(invocation, user, Operation.REBUILD));
          }
          findings.addAll(findings(invocation, user, Operation.CHECK));
        }
      } catch (IllegalArgumentException
          | RunnerException
          | ConfigException
          | IsolationException e) {
        findings.add(broken(WHAT, name + ": " + e.getMessage()));
      }
    }
    return findings;
  }

  private static List<Finding> findings(Invocation invocation, UserId user, Operation operation) {
    Report report = JournalRequest.send(invocation, user, operation, null).report();
    if (report.problems().isEmpty()) {
      String done = operation == Operation.REBUILD ? "rebuilt from " : "";
      return List.of(ok(WHAT, user + ": " + done + JournalReport.line(report)));
    }
    return report.problems().stream().map(problem -> broken(WHAT, user + ": " + problem)).toList();
  }

  private static boolean hasJournal(Invocation invocation, LoadedConfig config, UserId user) {
    LoadedConfig own =
        user.equals(invocation.user())
            ? config
            : Configuration.load(
                invocation.files().config(), user, invocation.host().environment());
    return Files.isRegularFile(
        Configuration.workspace(own, user).journal(), LinkOption.NOFOLLOW_LINKS);
  }

  private static Set<String> users(Invocation invocation) {
    Set<String> users = new TreeSet<>(Set.of(invocation.user().value()));
    Path folder = invocation.files().config().resolve("users");
    if (invocation.namedUser() == null && Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + FILES)) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          users.add(name.substring(0, name.length() - FILES.length()));
        }
      } catch (IOException e) {
        throw new RunnerException(
            RunnerException.Kind.FILES, "Can't read " + folder + ": " + e.getMessage(), e);
      }
    }
    return users;
  }
}

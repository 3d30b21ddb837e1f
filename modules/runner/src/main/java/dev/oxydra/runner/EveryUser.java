package dev.oxydra.runner;

import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked for all users, done for each of them at the same time. */
final class EveryUser {
  private static final Logger LOG = LoggerFactory.getLogger(EveryUser.class);
  private static final String CONF = ".conf";

  private EveryUser() {}

  /**
   * The users that have a file in {@code users/}.
   *
   * @throws RunnerException when the folder can't be read
   */
  static Set<UserId> configured(DaemonFiles files) {
    Set<String> names = new TreeSet<>();
    Path folder = files.config().resolve("users");
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + CONF)) {
        found.forEach(file -> names.add(file.getFileName().toString()));
      } catch (IOException e) {
        throw new RunnerException(
            RunnerException.Kind.FILES, "Can't read " + folder + ": " + e.getMessage(), e);
      }
    }
    return names.stream()
        .map(name -> name.substring(0, name.length() - CONF.length()))
        .filter(EveryUser::isUser)
        .map(UserId::new)
        .collect(Collectors.toCollection(EveryUser::sorted));
  }

  /** An empty set whose order is that of the names. */
  static Set<UserId> sorted() {
    return new TreeSet<>((one, other) -> one.value().compareTo(other.value()));
  }

  private static boolean isUser(String name) {
    try {
      return !new UserId(name).value().isEmpty();
    } catch (IllegalArgumentException e) {
      LOG.warn("users/{}{} is passed over: {}", name, CONF, e.getMessage());
      return false;
    }
  }

  static List<ControlReply> each(Collection<UserId> users, Function<UserId, ControlReply> action)
      throws InterruptedException {
    List<FutureTask<ControlReply>> tasks =
        users.stream().map(user -> new FutureTask<>(() -> action.apply(user))).toList();
    tasks.forEach(task -> Thread.ofVirtual().name("every-user").start(task));
    List<ControlReply> replies = new ArrayList<>();
    for (FutureTask<ControlReply> task : tasks) {
      try {
        replies.add(task.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("A request for one of all users", e.getCause());
      }
    }
    return replies;
  }

  /** The worst of them; done where anything was. */
  static Outcome outcome(List<ControlReply> replies) {
    Set<Outcome> all = replies.stream().map(ControlReply::outcome).collect(Collectors.toSet());
    for (Outcome outcome :
        List.of(Outcome.BAD_CONFIGURATION, Outcome.FAILED, Outcome.ENDING, Outcome.DONE)) {
      if (all.contains(outcome)) {
        return outcome;
      }
    }
    return Outcome.UNCHANGED;
  }

  /** What there is to say of each, a line or more. */
  static String message(List<ControlReply> replies) {
    return replies.stream()
        .map(ControlReply::message)
        .filter(message -> !message.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}

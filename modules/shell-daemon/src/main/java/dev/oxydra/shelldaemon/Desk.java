package dev.oxydra.shelldaemon;

import dev.oxydra.types.ShellCommand;
import dev.oxydra.types.ShellReply;
import dev.oxydra.types.ShellRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Answers requests: what runs, and what sessions keep. */
final class Desk implements AutoCloseable {
  /** How long what has no limit may run: its session's end ends it. */
  private static final Duration WITHOUT_LIMIT = Duration.ofDays(3650);

  /** How long the output of what was killed may take to come. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  /**
   * How many processes run in the background of all sessions, so that there is room for commands.
   */
  private static final int MAX_BACKGROUND = Commands.MAX_COMMANDS * 3 / 4;

  private final Commands commands = new Commands();
  private final Semaphore background = new Semaphore(MAX_BACKGROUND);
  private final Map<String, ShellSession> sessions = new ConcurrentHashMap<>();
  private final Path folder;
  private final Supplier<Map<String, String>> variables;

  /**
   * @param folder where commands leave their remains
   * @param variables those that every command has besides the usual ones
   */
  Desk(Path folder, Supplier<Map<String, String>> variables) {
    this.folder = folder;
    this.variables = variables;
  }

  /**
   * Does what a request asks.
   *
   * @return the last reply to it
   * @throws IOException when the client goes away
   */
  ShellReply answer(ShellRequest request, Replies replies, Conversation conversation)
      throws IOException, InterruptedException {
    return switch (request) {
      case ShellRequest.Run run -> run(run, replies, conversation);
      case ShellRequest.Attach attach -> attach(attach, replies, conversation);
      case ShellRequest.Start start -> start(start);
      case ShellRequest.Read read -> read(read);
      case ShellRequest.Input input -> input(input);
      case ShellRequest.Kill kill -> kill(kill);
      case ShellRequest.End end -> end(end);
    };
  }

  private ShellSession session(String id) {
    return sessions.computeIfAbsent(id, _ -> new ShellSession());
  }

  private ShellReply run(ShellRequest.Run request, Replies replies, Conversation conversation) {
    if (!request.timeout().isPositive()) {
      return new ShellReply.Refused(
          request.id(), "The timeout must be positive, not " + request.timeout());
    }
    ShellCommand command = request.command();
    ShellSession session = session(command.session());
    try (Remains remains = Remains.in(folder)) {
      Map<String, String> environment = environment(command, session.environment());
      return switch (commands.start(command, Launch.leaving(command, environment, remains))) {
        case Commands.Start.Refused(String why) -> new ShellReply.Refused(request.id(), why);
        case Commands.Start.Running(RunningCommand running) -> {
          ShellReply.Exited exited =
              await(request.id(), running, request.timeout(), replies, conversation);
          Remains.State left = remains.read();
          yield left == null ? exited : kept(exited, command, session, left);
        }
      };
    }
  }

  private static ShellReply kept(
      ShellReply.Exited exited, ShellCommand command, ShellSession session, Remains.State left) {
    if (!command.session().isEmpty() && !left.environment().isEmpty()) {
      session.keep(left.environment());
    }
    return new ShellReply.Exited(
        exited.id(), exited.exitCode(), exited.timedOut(), left.directory());
  }

  /** Waits for the end of what ends with its connection. */
  private ShellReply.Exited await(
      long id,
      RunningCommand command,
      Duration timeout,
      Replies replies,
      Conversation conversation) {
    conversation.register(command);
    try {
      return commands.await(
          id,
          command,
          timeout,
          (stream, data) -> replies.send(new ShellReply.Output(id, stream, data)));
    } finally {
      conversation.unregister(command);
    }
  }

  private ShellReply attach(ShellRequest.Attach request, Replies replies, Conversation conversation)
      throws IOException {
    ShellCommand command = request.command();
    Launch launch = Launch.of(command, environment(command, Map.of()), Launch.Streams.APART);
    return switch (commands.start(command, launch)) {
      case Commands.Start.Refused(String why) -> new ShellReply.Refused(request.id(), why);
      case Commands.Start.Running(RunningCommand running) -> {
        ShellSession session = session(command.session());
        String name = session.add(new SessionProcess(running, null));
        if (name.isEmpty()) {
          running.kill();
        } else {
          replies.send(new ShellReply.Started(request.id(), name));
        }
        ShellReply exited = await(request.id(), running, WITHOUT_LIMIT, replies, conversation);
        session.remove(name);
        yield name.isEmpty() ? tooMany(request.id()) : exited;
      }
    };
  }

  private ShellReply start(ShellRequest.Start request) {
    if (!background.tryAcquire()) {
      return new ShellReply.Refused(
          request.id(),
          "%d processes of all sessions run in the background already; end one of them first"
              .formatted(MAX_BACKGROUND));
    }
    ShellReply reply = startInPlace(request);
    if (!(reply instanceof ShellReply.Started)) {
      background.release();
    }
    return reply;
  }

  private ShellReply startInPlace(ShellRequest.Start request) {
    ShellCommand command = request.command();
    ShellSession session = session(command.session());
    Launch launch =
        Launch.of(
            command, environment(command, session.environment()), Launch.Streams.CONVERSATION);
    return switch (commands.start(command, launch)) {
      case Commands.Start.Refused(String why) -> new ShellReply.Refused(request.id(), why);
      case Commands.Start.Running(RunningCommand running) -> {
        Backlog backlog = new Backlog();
        String name = session.add(new SessionProcess(running, backlog));
        if (name.isEmpty()) {
          running.kill();
        }
        Thread.ofVirtual().start(() -> follow(running, backlog, !name.isEmpty()));
        yield name.isEmpty() ? tooMany(request.id()) : new ShellReply.Started(request.id(), name);
      }
    };
  }

  private void follow(RunningCommand running, Backlog backlog, boolean inPlace) {
    ShellReply.Exited exited =
        commands.await(0, running, WITHOUT_LIMIT, (_, data) -> backlog.write(data));
    if (inPlace) {
      background.release();
    }
    backlog.end(exited.exitCode());
  }

  private static ShellReply.Refused tooMany(long id) {
    return new ShellReply.Refused(
        id,
        "%d processes of this session run in the background already; end one of them first"
            .formatted(ShellSession.MAX_PROCESSES));
  }

  private Map<String, String> environment(ShellCommand command, Map<String, String> left) {
    return Launch.environment(command, System.getenv(), left, variables.get());
  }

  private ShellReply read(ShellRequest.Read request) throws InterruptedException {
    SessionProcess process = session(request.session()).find(request.process());
    return process == null || process.backlog() == null
        ? unknown(request.id(), request.session(), request.process())
        : process.backlog().read(request.id(), request.from(), request.patience());
  }

  private ShellReply input(ShellRequest.Input request) {
    SessionProcess process = session(request.session()).find(request.process());
    if (process == null) {
      return unknown(request.id(), request.session(), request.process());
    }
    try {
      process.command().input(request.data(), request.last());
      return new ShellReply.Done(request.id());
    } catch (IOException e) {
      return new ShellReply.Refused(
          request.id(), request.process() + " takes no input: " + e.getMessage());
    }
  }

  private ShellReply kill(ShellRequest.Kill request) throws InterruptedException {
    SessionProcess process = session(request.session()).find(request.process());
    if (process == null) {
      return unknown(request.id(), request.session(), request.process());
    }
    process.command().kill();
    return process.backlog() == null
        ? new ShellReply.Done(request.id())
        : process.backlog().last(request.id(), LAST_WORDS);
  }

  private ShellReply unknown(long id, String session, String process) {
    List<String> names = session(session).names();
    String others =
        names.isEmpty()
            ? "none was started in this session, or the shell has restarted since"
            : "there are " + String.join(", ", names);
    return new ShellReply.Refused(id, "There is no process " + process + "; " + others);
  }

  private ShellReply end(ShellRequest.End request) {
    ShellSession session = sessions.remove(request.session());
    if (session != null) {
      session.end();
    }
    return new ShellReply.Done(request.id());
  }

  /** Kills what runs. */
  @Override
  public void close() {
    commands.close();
  }
}

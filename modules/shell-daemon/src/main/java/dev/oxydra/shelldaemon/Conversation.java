package dev.oxydra.shelldaemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.ShellCommand;
import dev.oxydra.types.ShellReply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** One connection: a command comes in, its output and its end go out. */
final class Conversation {
  private final SocketChannel client;
  private final Daemon daemon;

  Conversation(SocketChannel client, Daemon daemon) {
    this.client = client;
    this.daemon = daemon;
  }

  void run() {
    try (client) {
      InputStream in = Channels.newInputStream(client);
      Replies replies = new Replies(Channels.newOutputStream(client));
      replies.ready();
      ShellReply last = answer(in, replies);
      if (last != null) {
        replies.finish(last);
      }
    } catch (IOException e) {
      LoggerFactory.getLogger(Conversation.class).debug("A client went away", e);
    }
  }

  private @Nullable ShellReply answer(InputStream in, Replies replies) throws IOException {
    ShellCommand command;
    try {
      command = LengthPrefixed.read(in, ShellCommand.class);
    } catch (JsonProcessingException e) {
      return new ShellReply.Refused("Not a command: " + e.getOriginalMessage());
    }
    if (command == null) {
      return null;
    }
    String objection = objection(command);
    if (objection != null) {
      return new ShellReply.Refused(objection);
    }
    if (!daemon.tryAdmit()) {
      return new ShellReply.Refused(
          "Too many commands run already, "
              + Daemon.MAX_COMMANDS
              + "; wait until one of them has ended");
    }
    try {
      return execute(command, in, replies);
    } finally {
      daemon.ended();
    }
  }

  private static @Nullable String objection(ShellCommand command) {
    Path directory = Path.of("/").resolve(command.directory().replace('\0', '?'));
    if (!command.directory().startsWith("/")) {
      return "The directory " + command.directory() + " is not an absolute path";
    }
    if (!Files.isDirectory(directory)) {
      return "The directory " + directory + " doesn't exist";
    }
    if (!command.timeout().isPositive()) {
      return "The timeout must be positive, not " + command.timeout();
    }
    return command.command().indexOf('\0') >= 0 ? "The command has a NUL character in it" : null;
  }

  private ShellReply execute(ShellCommand command, InputStream in, Replies replies) {
    RunningCommand running;
    try {
      running = RunningCommand.start(command, daemon.environment());
    } catch (IOException e) {
      return new ShellReply.Refused("The command could not be started: " + e.getMessage());
    }
    daemon.register(running);
    try {
      Thread.ofVirtual().start(() -> killOnHangUp(in, running));
      return running.await(command.timeout(), replies);
    } finally {
      daemon.unregister(running);
    }
  }

  /** A client has nothing to say after its command: what is read is the end. */
  private static void killOnHangUp(InputStream in, RunningCommand running) {
    try {
      in.skip(Long.MAX_VALUE);
    } catch (IOException e) {
      LoggerFactory.getLogger(Conversation.class).debug("A client went away", e);
    }
    running.kill();
  }
}

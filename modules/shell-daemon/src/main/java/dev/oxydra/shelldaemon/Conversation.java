package dev.oxydra.shelldaemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.ShellReply;
import dev.oxydra.types.ShellRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/** One connection: requests come in, each is answered on a thread of its own. */
final class Conversation {
  private final SocketChannel client;
  private final Desk desk;

  /** What ends with the connection. */
  private final Set<RunningCommand> commands = ConcurrentHashMap.newKeySet();

  private volatile boolean over;

  Conversation(SocketChannel client, Desk desk) {
    this.client = client;
    this.desk = desk;
  }

  void run() {
    try (client) {
      InputStream in = Channels.newInputStream(client);
      Replies replies = new Replies(Channels.newOutputStream(client));
      replies.send(new ShellReply.Ready());
      serve(in, replies);
    } catch (IOException e) {
      LoggerFactory.getLogger(Conversation.class).debug("A client went away", e);
    } finally {
      over = true;
      Threads.all(commands, RunningCommand::kill);
    }
  }

  private void serve(InputStream in, Replies replies) throws IOException {
    while (true) {
      ShellRequest request;
      try {
        request = LengthPrefixed.read(in, ShellRequest.class);
      } catch (JsonProcessingException e) {
        replies.send(new ShellReply.Refused(0, "Not a request: " + e.getOriginalMessage()));
        return;
      }
      if (request == null) {
        return;
      }
      Thread.ofVirtual().start(() -> answer(request, replies));
    }
  }

  private void answer(ShellRequest request, Replies replies) {
    try {
      replies.send(desk.answer(request, replies, this));
    } catch (IOException e) {
      LoggerFactory.getLogger(Conversation.class).debug("A client went away", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes a command end with the connection. */
  void register(RunningCommand command) {
    commands.add(command);
    if (over) {
      command.kill();
    }
  }

  void unregister(RunningCommand command) {
    commands.remove(command);
  }
}

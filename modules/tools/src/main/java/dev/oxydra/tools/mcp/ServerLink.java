package dev.oxydra.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.tools.mcp.McpException.Kind;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ChildSpec;
import dev.oxydra.types.Supervisor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configured server: connected when it is first needed, and again when its connection has
 * ended. What it had is remembered meanwhile.
 */
final class ServerLink implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServerLink.class);

  /** A pause up to this is waited for, a longer one is a failure at once. */
  private static final Duration WAITED_FOR = Duration.ofSeconds(5);

  /** What a handshake may take to end when it is to. */
  private static final Duration ENDS = Duration.ofSeconds(2);

  private final String name;
  private final AgentConfig.McpServer config;
  private final Wire.Opener opener;
  private final ToolNames names;
  private final Patience patience;
  private final Supervisor supervisor;
  private final ChildSpec child;
  private final ReentrantLock refreshing = new ReentrantLock();
  private final AtomicBoolean stale = new AtomicBoolean();
  private final AtomicBoolean suspect = new AtomicBoolean();
  private volatile Catalogue catalogue = Catalogue.EMPTY;
  private volatile boolean known;
  private volatile String problem = "";
  private @Nullable CompletableFuture<Session> attempt;
  private @Nullable Thread connector;

  /** Whether it has done anything on the connection that it has now. */
  private boolean proven;

  private boolean closed;

  ServerLink(
      String name,
      AgentConfig.McpServer config,
      Wire.Opener opener,
      ToolNames names,
      Supervisor supervisor,
      Patience patience) {
    this.name = name;
    this.config = config;
    this.opener = opener;
    this.names = names;
    this.patience = patience;
    this.supervisor = supervisor;
    this.child = new ChildSpec("mcp:" + name, "The MCP server " + name, patience.restarts(), null);
  }

  String name() {
    return name;
  }

  /** See {@link dev.oxydra.types.ToolOutput#source}. */
  String source() {
    return "mcp:" + name;
  }

  /** What it has, or had when it was last connected. */
  Catalogue catalogue() {
    return catalogue;
  }

  /** Whether it has ever said what it has. */
  boolean isKnown() {
    return known;
  }

  /** Why it isn't there; empty where nothing is known to be wrong. */
  String problem() {
    return problem;
  }

  /**
   * Begins to connect, if it isn't connected and may be tried.
   *
   * @return is done, whatever came of it, when there is nothing more to wait for
   */
  CompletableFuture<?> start() {
    return connecting(false).handle((session, failure) -> "");
  }

  /**
   * Begins to read its lists anew, if they have changed, and to connect.
   *
   * @return is done when the lists are new, or can't be had
   */
  CompletableFuture<?> renew() {
    CompletableFuture<Session> now = connecting(false);
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (!now.isDone() || now.isCompletedExceptionally() || !stale.get()) {
      done.complete(null);
      return done;
    }
    Thread.ofVirtual()
        .name("mcp-refresh-" + name)
        .start(() -> {
          try {
            refresh(now.join());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            done.complete(null);
          }
        });
    return done;
  }

  private synchronized CompletableFuture<Session> connecting(boolean urgent) {
    CompletableFuture<Session> now = attempt;
    if (now != null && (!now.isDone() || isGood(now))) {
      return now;
    }
    if (now != null && !now.isCompletedExceptionally() && !proven) {
      // One that ends at once each time is not asked again and again.
      problem = "its connection ended before it had done anything";
      Duration _ = supervisor.failed(child, problem);
      proven = true;
    }
    Duration pause = supervisor.pause(child);
    if (closed || pause.compareTo(urgent ? WAITED_FOR : Duration.ZERO) > 0) {
      String again = closed ? "" : ". It is tried again in %d s".formatted(pause.toSeconds() + 1);
      return CompletableFuture.failedFuture(
          new McpException(
              Kind.UNREACHABLE, (problem.isEmpty() ? "it was closed" : problem) + again));
    }
    CompletableFuture<Session> next = new CompletableFuture<>();
    attempt = next;
    connector = Thread.ofVirtual().name("mcp-connect-" + name).start(() -> connect(next, pause));
    return next;
  }

  private static boolean isGood(CompletableFuture<Session> attempt) {
    return !attempt.isCompletedExceptionally() && attempt.join().isOpen();
  }

  private void connect(CompletableFuture<Session> result, Duration pause) {
    Session session = null;
    try {
      Thread.sleep(pause);
      session = Session.open(name, opener, patience.start(), this::notified);
      stale.set(false);
      suspect.set(false);
      catalogue = Catalogue.read(session, name, config, names, patience.start());
      connected(session);
      result.complete(session);
    } catch (McpException e) {
      failed(e.text(), session);
      result.completeExceptionally(e);
    } catch (InterruptedException | RuntimeException e) {
      failed(e.toString(), session);
      result.completeExceptionally(new McpException(Kind.UNREACHABLE, e.toString(), e));
    }
  }

  private synchronized void connected(Session session) throws McpException {
    if (closed) {
      throw new McpException(Kind.UNREACHABLE, "it was closed");
    }
    known = true;
    problem = "";
    proven = false;
    log.info("The server {} is there: {} tools, {}", name, catalogue.tools().size(), session);
  }

  private void failed(String why, @Nullable Session session) {
    if (session != null) {
      session.close();
    }
    problem = why;
    Duration _ = supervisor.failed(child, why);
  }

  private synchronized void worked() {
    proven = true;
    supervisor.worked(child);
  }

  private void notified(String method) {
    if (method.endsWith("/list_changed")) {
      stale.set(true);
    }
  }

  /** What it had stays, where it doesn't say what it has. */
  private void refresh(Session session) throws InterruptedException {
    refreshing.lockInterruptibly();
    try {
      if (stale.getAndSet(false)) {
        catalogue = Catalogue.read(session, name, config, names, patience.start());
      }
    } catch (McpException e) {
      suspect.set(true);
      log.warn("The server {} doesn't say what has changed: {}", name, e.text());
    } finally {
      refreshing.unlock();
    }
  }

  /**
   * An open session whose lists are new.
   *
   * @throws McpException when there is none: nothing has been asked of the server
   */
  Session session() throws McpException, InterruptedException {
    Session session = await();
    if (suspect.getAndSet(false) && !isAlive(session)) {
      session = await();
    }
    refresh(session);
    return session;
  }

  private Session await() throws McpException, InterruptedException {
    try {
      return connecting(true).get();
    } catch (ExecutionException e) {
      String why = e.getCause() instanceof McpException told ? told.text() : e.toString();
      throw new McpException(
          Kind.UNREACHABLE, "The MCP server '%s' is not there: %s".formatted(name, why), e);
    }
  }

  /** Ends the session of a server that gives no sign of life, unless it works for somebody. */
  private boolean isAlive(Session session) throws InterruptedException {
    if (session.isBusy()) {
      return true;
    }
    try {
      session.request("ping", JsonNodeFactory.instance.objectNode(), patience.alive());
      return true;
    } catch (McpException e) {
      if (e.kind() == Kind.REFUSED) {
        return true;
      }
      session.ended("it gave no sign of life");
      return false;
    }
  }

  /** Asks something of it, and waits for the answer as long as the configuration says. */
  JsonNode request(Session session, String method, ObjectNode parameters)
      throws McpException, InterruptedException {
    boolean good = false;
    try {
      JsonNode result = session.request(method, parameters, config.timeout());
      good = true;
      return result;
    } catch (McpException e) {
      good = e.kind() == Kind.REFUSED;
      throw new McpException(e.kind(), said(e), e);
    } finally {
      if (good) {
        worked();
      } else {
        suspect.set(true);
      }
    }
  }

  private String said(McpException e) {
    String server = "The MCP server '" + name + "' ";
    return switch (e.kind()) {
      case REFUSED -> server + "refuses: " + e.text();
      case UNREACHABLE -> server + "was not reached: " + e.text();
      case LOST ->
          server + "was lost before it answered (" + e.text() + "): it may have been done.";
      case TIMEOUT ->
          server + "did not answer: " + e.text() + " and was cancelled; it may have been done.";
    };
  }

  @Override
  public void close() {
    CompletableFuture<Session> last;
    Thread connecting;
    synchronized (this) {
      closed = true;
      last = attempt;
      connecting = connector;
    }
    if (last == null || connecting == null) {
      return;
    }
    connecting.interrupt();
    try {
      connecting.join(ENDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (last.isDone() && !last.isCompletedExceptionally()) {
      last.join().close();
    }
  }
}

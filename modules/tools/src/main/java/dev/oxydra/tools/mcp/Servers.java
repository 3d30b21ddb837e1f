package dev.oxydra.tools.mcp;

import dev.oxydra.tools.mcp.McpException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All configured servers, by name. */
final class Servers implements AutoCloseable {
  private final List<ServerLink> links;
  private final Patience patience;
  private long firstAsked;

  /**
   * @param links in the order in which their tools are shown
   */
  Servers(List<ServerLink> links, Patience patience) {
    this.links = List.copyOf(links);
    this.patience = patience;
  }

  List<ServerLink> links() {
    return links;
  }

  /**
   * Starts those that aren't there, all at once. The first turn waits for them, for a bounded time;
   * later ones wait only for lists that have changed.
   */
  void prepare() throws InterruptedException {
    long firstEnd = firstAsked() + patience.firstTurn().toNanos();
    List<CompletableFuture<?>> renewed = new ArrayList<>();
    List<CompletableFuture<?>> started = new ArrayList<>();
    for (ServerLink link : links) {
      started.add(link.start());
      renewed.add(link.renew());
    }
    await(started, Duration.ofNanos(Math.max(0, firstEnd - System.nanoTime())));
    await(renewed, patience.refresh());
  }

  private synchronized long firstAsked() {
    if (firstAsked == 0) {
      firstAsked = System.nanoTime();
    }
    return firstAsked;
  }

  private static void await(List<CompletableFuture<?>> all, Duration most)
      throws InterruptedException {
    try {
      CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
          .get(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return; // those that are missing are said to be
    } catch (ExecutionException e) {
      throw new IllegalStateException("They end well whatever happens", e);
    }
  }

  Stream<Definition> tools() {
    return links.stream().flatMap(link -> link.catalogue().tools().stream());
  }

  /** A tool by the name that the model calls it with; null when there is none. */
  @Nullable McpTool find(String called) {
    for (ServerLink link : links) {
      for (Definition tool : link.catalogue().tools()) {
        if (tool.spec().name().equals(called)) {
          return new McpTool(link, tool);
        }
      }
    }
    return null;
  }

  /**
   * A server by its name.
   *
   * @throws McpException when there is none
   */
  ServerLink named(String name) throws McpException {
    for (ServerLink link : links) {
      if (link.name().equals(name)) {
        return link;
      }
    }
    throw new McpException(
        Kind.UNREACHABLE,
        "/server: there is no MCP server '%s'; there is %s"
            .formatted(name, String.join(", ", links.stream().map(ServerLink::name).toList())));
  }

  /** A line for each thing that isn't there though it is configured or said to be. */
  List<String> missing() {
    List<String> lines = new ArrayList<>();
    for (ServerLink link : links) {
      Catalogue has = link.catalogue();
      String problem = link.problem();
      if (!problem.isEmpty()) {
        lines.add("The server %s is not there: %s".formatted(link.name(), problem));
      } else if (!link.isKnown()) {
        lines.add("The server %s has not answered yet".formatted(link.name()));
      }
      has.leftOut()
          .forEach(why -> lines.add("Left out of the server %s: %s".formatted(link.name(), why)));
    }
    return lines;
  }

  @Override
  public void close() {
    List<Thread> closing =
        links.stream().map(link -> Thread.ofVirtual().start(link::close)).toList();
    boolean interrupted = false;
    for (Thread each : closing) {
      try {
        each.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

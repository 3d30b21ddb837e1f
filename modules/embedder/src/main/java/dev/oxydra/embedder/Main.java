package dev.oxydra.embedder;

import dev.oxydra.types.Embedder;
import dev.oxydra.types.EmbedderException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The embedder's process: {@code Main --socket PATH --model NAME --idle-timeout SECONDS}. It prints
 * {@code ready} when it listens, and ends with 0 when its standard input ends, at a TERM, or when
 * nobody has asked for so long. Where it can't listen or there is no such model, it says why on
 * standard error and exits with 2.
 */
public final class Main {
  private static final int CAN_NOT_START = 2;

  private Main() {}

  /** Serves until it is told to stop. */
  public static void main(String[] arguments) {
    Path socket;
    String model;
    Duration idle;
    try {
      socket = Path.of(value(arguments, "--socket"));
      model = SentenceModel.named(value(arguments, "--model")).modelName();
      idle = Duration.ofSeconds(Long.parseLong(value(arguments, "--idle-timeout")));
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    FutureTask<Embedder> loading = new FutureTask<>(() -> OnnxEmbedder.load(model, folder(model)));
    try {
      serve(EmbedderServer.listen(socket, model, result(loading)), loading, idle);
    } catch (IOException | InvalidPathException e) {
      fail(e);
    }
  }

  private static void fail(Exception e) {
    System.err.println("The embedder can't start: " + e.getMessage());
    System.exit(CAN_NOT_START);
  }

  private static String value(String[] arguments, String name) {
    for (int i = 0; i + 1 < arguments.length; i++) {
      if (arguments[i].equals(name)) {
        return arguments[i + 1];
      }
    }
    throw new IllegalArgumentException(
        name + " is missing; usage: embedder --socket PATH --model NAME --idle-timeout SECONDS");
  }

  /** Where the distribution has the model; null outside of one. */
  private static @Nullable Path folder(String model) {
    String home = System.getProperty("oxydra.home");
    return home == null ? null : Path.of(home, "lib", "embedder", model);
  }

  private static Supplier<Embedder> result(FutureTask<Embedder> loading) {
    return () -> {
      try {
        return loading.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EmbedderException("The embedder is stopping", true, e);
      } catch (ExecutionException e) {
        throw new EmbedderException(
            String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), false, e);
      }
    };
  }

  private static void serve(EmbedderServer server, FutureTask<Embedder> loading, Duration idle) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
    Thread.ofPlatform().name("load").daemon().start(loading);
    Thread.ofPlatform().name("parent-watch").daemon().start(() -> exitAtEnd(System.in));
    Thread.ofPlatform().name("idle-watch").daemon().start(() -> exitWhenIdle(server, idle));
    System.out.println("ready");
    System.out.flush();
    server.run();
  }

  private static void stop(EmbedderServer server) {
    try {
      server.close();
    } catch (IOException e) {
      System.err.println("The embedder's socket was not removed: " + e.getMessage());
    }
    // A TERM is the ordinary end; by itself the JVM would exit with 143.
    Runtime.getRuntime().halt(0);
  }

  /** Whoever started it holds the other end, and lets go of it when it ends. */
  private static void exitAtEnd(InputStream in) {
    try {
      long _ = in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException("Standard input broke", e);
    } finally {
      System.exit(0);
    }
  }

  private static void exitWhenIdle(EmbedderServer server, Duration idle) {
    try {
      server.awaitIdle(idle);
      System.exit(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

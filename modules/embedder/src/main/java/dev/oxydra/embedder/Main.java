package dev.oxydra.embedder;

import dev.oxydra.types.Embedder;
import dev.oxydra.types.EmbedderException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
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
  public static void main(String[] arguments) throws InterruptedException {
    try {
      serve(
          Path.of(value(arguments, "--socket")).toAbsolutePath(),
          SentenceModel.named(value(arguments, "--model")).modelName(),
          seconds(value(arguments, "--idle-timeout")));
    } catch (IOException | IllegalArgumentException | EmbedderException e) {
      System.err.println("The embedder can't start: " + e.getMessage());
      System.exit(CAN_NOT_START);
    }
    System.exit(0);
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

  private static Duration seconds(String text) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(
          "--idle-timeout is a number of seconds from 1 to 999999999, not '%s'".formatted(text));
    }
    return Duration.ofSeconds(Integer.parseInt(text));
  }

  private static void serve(Path socket, String model, Duration idle)
      throws IOException, InterruptedException {
    FutureTask<Embedder> loading = loading(model, System.getProperty("oxydra.home"));
    try (EmbedderServer server = EmbedderServer.listen(socket, model, result(loading))) {
      stopAtTerm(server);
      Thread.ofPlatform().name("load").daemon().start(loading);
      Thread.ofPlatform().name("parent-watch").daemon().start(() -> stopAtEnd(System.in, server));
      Thread.ofVirtual().name("accept").start(server::run);
      System.out.println("ready");
      System.out.flush();
      server.awaitIdle(idle);
    }
    close(loading);
  }

  /** Outside of a distribution, model and libraries are in jars. */
  private static FutureTask<Embedder> loading(String model, @Nullable String home) {
    if (home == null) {
      return new FutureTask<>(() -> OnnxEmbedder.load(model, null));
    }
    Path folder = Path.of(home, "lib", "embedder");
    System.setProperty("onnxruntime.native.path", folder.resolve("native").toString());
    return new FutureTask<>(() -> OnnxEmbedder.load(model, folder.resolve(model)));
  }

  private static Supplier<Embedder> result(FutureTask<Embedder> loading) {
    return () -> {
      try {
        return loading.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EmbedderException("The embedder is stopping", true, e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof EmbedderException failed) {
          throw failed;
        }
        throw new EmbedderException("The model can't be loaded: " + e.getCause(), false, e);
      }
    };
  }

  /** Waits for what is being computed: ONNX Runtime must not be taken down under it. */
  private static void close(FutureTask<Embedder> loading) throws InterruptedException {
    try {
      loading.get().close();
    } catch (ExecutionException e) {
      // There is none.
    }
  }

  /** Whoever started it holds the other end, and lets go of it when it ends. */
  private static void stopAtEnd(InputStream in, EmbedderServer server) {
    try {
      long _ = in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // Ended, too.
    }
    server.stop();
  }

  /**
   * Not by a shutdown hook: hooks run at once, and one of ONNX Runtime's takes its environment away
   * while something is computed; and a hook that halts leaves ONNX Runtime's temporary folder. The
   * class is named at run time, as the compiler warns about it, and there is no other.
   */
  private static void stopAtTerm(EmbedderServer server) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object stop =
          Proxy.newProxyInstance(
              Main.class.getClassLoader(),
              new Class<?>[] {handler},
              (_, method, _) -> {
                if (method.getName().equals("handle")) {
                  server.stop();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("TERM"), stop);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This JVM hears no signals", e);
    }
  }
}

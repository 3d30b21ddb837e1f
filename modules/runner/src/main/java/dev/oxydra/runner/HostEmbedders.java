package dev.oxydra.runner;

import dev.oxydra.runner.broker.LocalEmbeddings;
import dev.oxydra.runner.isolation.Cage;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.MemoryConfig.EmbeddingBackend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's embedders, one process for each model that users have configured: as a rule one. It is
 * shared by all guests, as a model takes more memory than a guest does.
 */
final class HostEmbedders implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HostEmbedders.class);

  private final Program program;
  private final Path folder;
  private final Path log;
  private final Map<String, HostEmbedder> byModel = new HashMap<>();
  private boolean closed;

  /** Gives the command line of the embedder, in its sandbox if there is one. */
  @FunctionalInterface
  interface Program {
    /**
     * The command.
     *
     * @param arguments of the embedder
     * @throws RunnerException when it isn't installed
     */
    List<String> command(List<String> arguments);
  }

  /**
   * @param folder where its socket is made
   * @param log what it says is appended to it
   */
  HostEmbedders(Program program, Path folder, Path log) {
    this.program = program;
    this.folder = folder;
    this.log = log;
  }

  /** The one of the distribution, without a network where bubblewrap is there. */
  static HostEmbedders of(
      Distribution distribution, DaemonFiles files, Map<String, String> environment) {
    Path folder = files.embedder();
    return new HostEmbedders(
        arguments -> {
          List<String> command = new ArrayList<>(distribution.commandOf("embedder", environment));
          List<Path> programs = distribution.programsOf(command);
          command.addAll(arguments);
          return Cage.find(environment.getOrDefault("PATH", ""))
              .map(cage -> cage.around(command, programs, folder))
              .orElseGet(() -> {
                LOG.warn("The embedder runs without a sandbox, as bubblewrap can't make one here");
                return command;
              });
        },
        folder,
        files.run().resolve("embedder.log"));
  }

  /** What makes vectors for somebody with this configuration; null where it is another backend. */
  @Nullable LocalEmbeddings of(MemoryConfig memory) {
    MemoryConfig.Embedding embedding = memory.embedding();
    if (!memory.enabled() || embedding.backend() != EmbeddingBackend.ONNX) {
      return null;
    }
    String model = embedding.effectiveModel();
    return request -> named(model, embedding.idleTimeout()).embed(request);
  }

  /** The first who asks says when it is idle. */
  private synchronized HostEmbedder named(String model, Duration idleTimeout) {
    return byModel.computeIfAbsent(
        model,
        name -> {
          Path socket = folder.resolve((byModel.size() + 1) + ".sock");
          HostEmbedder embedder =
              new HostEmbedder(
                  () ->
                      program.command(
                          List.of(
                              "--socket",
                              socket.toString(),
                              "--model",
                              model,
                              "--idle-timeout",
                              Long.toString(idleTimeout.toSeconds()))),
                  socket,
                  log,
                  HostEmbedder.Patience.USUAL);
          if (closed) {
            embedder.close();
          }
          return embedder;
        });
  }

  /** Ends all of them. */
  @Override
  public synchronized void close() {
    closed = true;
    byModel.values().forEach(HostEmbedder::close);
  }
}

package dev.oxydra.benchmarks;

import dev.oxydra.types.EmbedReply;
import dev.oxydra.types.EmbedRequest;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.EmbedderException;
import dev.oxydra.types.LengthPrefixed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The product's embedder in its process, asked over its socket, and stopped when it is closed. */
final class EmbedderProcess implements Embedder {
  static final String MODEL = "e5-small-v2-q";

  private final Process process;
  private final SocketChannel channel;

  private EmbedderProcess(Process process, SocketChannel channel) {
    this.process = process;
    this.channel = channel;
  }

  /**
   * Starts one.
   *
   * @param home the distribution
   * @param socket where it is to listen
   */
  static EmbedderProcess start(Path home, Path socket) throws IOException {
    List<String> command = new ArrayList<>(Launchers.command(home.resolve("bin/embedder")));
    command.addAll(
        List.of("--socket", socket.toString(), "--model", MODEL, "--idle-timeout", "3600"));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String line = process.inputReader(StandardCharsets.UTF_8).readLine();
      if (!"ready".equals(line)) {
        throw new IOException("The embedder said " + line + " in place of ready");
      }
      return new EmbedderProcess(process, SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    } catch (IOException e) {
      process.destroy();
      throw e;
    }
  }

  Memory memory() throws IOException {
    return Memory.of(process.pid());
  }

  @Override
  public String model() {
    return MODEL;
  }

  @Override
  public synchronized List<float[]> embed(Purpose purpose, List<String> texts) {
    try {
      LengthPrefixed.write(Channels.newOutputStream(channel), new EmbedRequest(purpose, texts));
      EmbedReply reply = LengthPrefixed.read(Channels.newInputStream(channel), EmbedReply.class);
      if (reply == null || reply.error() != null) {
        throw new EmbedderException("The embedder's process answered " + reply, false);
      }
      return reply.floats();
    } catch (IOException e) {
      throw new UncheckedIOException("The embedder's process can't be asked", e);
    }
  }

  @Override
  public void close() {
    try (channel) {
      process.destroy();
      process.onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.oxydra.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link GatewayServer} in a process of its own, with the flags of a guest. */
final class GatewayProcess implements AutoCloseable {
  private final Path folder;
  private final Process process;
  private final BufferedReader out;
  private final Writer in;

  /**
   * Starts one and waits until it listens.
   *
   * @param guest the command that runs a guest
   * @param folder where its socket and its journal are
   */
  GatewayProcess(List<String> guest, Path folder) throws IOException {
    this.folder = folder;
    List<String> java = new ArrayList<>(flags(guest));
    java.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            GatewayServer.class.getName(),
            folder.toString()));
    // As many files as the system lets a process have: the soft limit is often 1024.
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -n \"$(ulimit -H -n)\"; exec \"$@\"", "sh"));
    command.addAll(java);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    out = process.inputReader(StandardCharsets.UTF_8);
    in = process.outputWriter(StandardCharsets.UTF_8);
    await("ready");
  }

  /** The JVM and the flags that run a guest, but without a class path. */
  static List<String> flags(List<String> guest) {
    List<String> java = new ArrayList<>(List.of(guest.getFirst()));
    guest.stream().filter(GatewayProcess::isFlag).forEach(java::add);
    return java;
  }

  /** Not the AOT cache, which is for the guest's own class path. */
  private static boolean isFlag(String word) {
    return word.startsWith("-") && !word.startsWith("-XX:AOT") && !word.equals("-cp");
  }

  /** Has it do something, and waits until that is done. */
  void command(String command) throws IOException {
    in.write(command + "\n");
    in.flush();
    await("done");
  }

  private void await(String wanted) throws IOException {
    String line = out.readLine();
    if (!wanted.equals(line)) {
      throw new IOException("The gateway's process said " + line + " in place of " + wanted);
    }
  }

  SmallClient connect() throws IOException {
    return SmallClient.connect(folder.resolve("s"), GatewayServer.TOKEN);
  }

  Memory memory() throws IOException {
    return Memory.of(process.pid());
  }

  /** The processor time that it has used, in seconds. */
  double cpuSeconds() {
    return process.toHandle().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}

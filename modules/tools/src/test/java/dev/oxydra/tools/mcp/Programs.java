package dev.oxydra.tools.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Starts programs of this machine, without a sandbox. */
final class Programs implements ProgramStarter, AutoCloseable {
  private static final String CLASSES = System.getProperty("java.class.path");

  /** Those that were started, the last one last. */
  final List<Started> started = new CopyOnWriteArrayList<>();

  private final Map<String, String> variables;

  /**
   * @param variables what programs may be given
   */
  Programs(Map<String, String> variables) {
    this.variables = variables;
  }

  /** The command of a {@link ScriptedServer}. */
  static String scripted(String... behaviours) {
    String folder =
        java.util.Arrays.stream(CLASSES.split(":"))
            .filter(each -> each.endsWith("test-classes"))
            .findFirst()
            .orElseThrow();
    return "exec '%s/bin/java' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m -cp '%s' %s %s"
        .formatted(
            System.getProperty("java.home"),
            folder,
            ScriptedServer.class.getName(),
            String.join(" ", behaviours));
  }

  @Override
  public RunningProgram start(String command, List<String> names) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command);
    names.forEach(name -> builder.environment().put(name, variables.get(name)));
    Started program = new Started(builder.start());
    started.add(program);
    return program;
  }

  /** A process. */
  static final class Started implements RunningProgram {
    private static final int KEPT = 4096;

    private final Process process;
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final Thread reader;

    Started(Process process) {
      this.process = process;
      this.reader = Thread.ofVirtual().start(this::readErrors);
    }

    private void readErrors() {
      try (InputStream in = process.getErrorStream()) {
        for (int next = in.read(); next >= 0; next = in.read()) {
          synchronized (errors) {
            if (errors.size() < KEPT) {
              errors.write(next);
            }
          }
        }
      } catch (IOException e) {
        return; // it was closed
      }
    }

    @Override
    public InputStream output() {
      return process.getInputStream();
    }

    @Override
    public OutputStream input() {
      return process.getOutputStream();
    }

    @Override
    public String errors() {
      try {
        reader.join(java.time.Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      synchronized (errors) {
        return errors.toString(StandardCharsets.UTF_8);
      }
    }

    @Override
    public boolean isRunning() {
      return process.isAlive();
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      try {
        process.getInputStream().close();
        process.onExit().join();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    started.forEach(Started::close);
  }
}

package dev.oxydra.tools;

import dev.oxydra.tools.mcp.RunningProgram;
import dev.oxydra.types.ShellCommand;
import dev.oxydra.types.ShellReply;
import dev.oxydra.types.ShellRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A program in the shell's sandbox that is spoken to; it ends when this is closed. */
final class AttachedProgram implements RunningProgram {
  private static final long PROGRAM = 1;

  /** How much of what it writes to its standard error is kept, in bytes. */
  private static final int ERRORS = 4096;

  /** How many pieces of output wait to be read before the program has to wait. */
  private static final int WAITING = 64;

  private static final byte[] END = {};

  private final ShellLine line;
  private final String session;
  private final String process;
  private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(WAITING);
  private final Map<Long, CompletableFuture<ShellReply>> asked = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong(PROGRAM);
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final InputStream output = new Output();
  private final OutputStream input = new Input();
  private final Thread reader;
  private volatile boolean running = true;

  private AttachedProgram(ShellLine line, String session, String process) {
    this.line = line;
    this.session = session;
    this.process = process;
    this.reader = Thread.ofVirtual().name("program-output").unstarted(this::read);
  }

  /**
   * Starts one.
   *
   * @param line its own; closed with it
   * @throws IOException when it can't be started, with the reason
   */
  static AttachedProgram start(ShellLine line, ShellCommand command) throws IOException {
    try {
      line.send(new ShellRequest.Attach(PROGRAM, command));
      return switch (line.receive()) {
        case ShellReply.Started(long _, String process) -> {
          AttachedProgram program = new AttachedProgram(line, command.session(), process);
          program.reader.start();
          yield program;
        }
        case ShellReply.Refused(long _, String message) -> throw new IOException(message);
        case ShellReply other -> throw new IOException("The shell said something else: " + other);
      };
    } catch (IOException e) {
      line.close();
      throw e;
    }
  }

  @Override
  public InputStream output() {
    return output;
  }

  /** A write returns when the program's pipe has taken it. */
  @Override
  public OutputStream input() {
    return input;
  }

  @Override
  public String errors() {
    synchronized (errors) {
      return errors.toString(StandardCharsets.UTF_8);
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void read() {
    try {
      while (true) {
        switch (line.receive()) {
          case ShellReply.Output(long _, ShellReply.Stream stream, byte[] data) -> {
            if (stream == ShellReply.Stream.STDERR) {
              note(data);
            } else {
              pieces.put(data);
            }
          }
          case ShellReply.Exited exited -> {
            note("\nIt ended with exit code %d.\n".formatted(exited.exitCode()));
            return;
          }
          case ShellReply.Done done -> answer(done.id(), done);
          case ShellReply.Refused refused -> answer(refused.id(), refused);
          case ShellReply other -> throw new IOException("The shell said something else: " + other);
        }
      }
    } catch (IOException e) {
      LoggerFactory.getLogger(AttachedProgram.class).debug("The line to a program ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private void answer(long id, ShellReply reply) {
    CompletableFuture<ShellReply> waiting = asked.remove(id);
    if (waiting != null) {
      waiting.complete(reply);
    }
  }

  private void end() {
    running = false;
    asked.values().forEach(waiting -> waiting.completeExceptionally(new IOException("It ended")));
    boolean interrupted = false;
    while (true) {
      try {
        pieces.put(END);
        break;
      } catch (InterruptedException e) {
        // Who closes it reads no more.
        pieces.clear();
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void note(String text) {
    note(text.getBytes(StandardCharsets.UTF_8));
  }

  private void note(byte[] data) {
    synchronized (errors) {
      errors.writeBytes(data);
      if (errors.size() > 2 * ERRORS) {
        byte[] all = errors.toByteArray();
        errors.reset();
        errors.writeBytes(Arrays.copyOfRange(all, all.length - ERRORS, all.length));
      }
    }
  }

  @Override
  public void close() {
    reader.interrupt();
    try {
      line.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The line to a program can't be closed", e);
    }
  }

  private final class Output extends InputStream {
    private byte[] piece = END;
    private int at;
    private boolean ended;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (at == piece.length) {
        if (ended) {
          return -1;
        }
        piece = next();
        at = 0;
        ended = piece.length == 0;
      }
      int count = Math.min(length, piece.length - at);
      System.arraycopy(piece, at, to, offset, count);
      at += count;
      return count;
    }

    private byte[] next() throws IOException {
      try {
        return pieces.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted while reading from a program", e);
      }
    }
  }

  private final class Input extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b});
    }

    @Override
    public synchronized void write(byte[] data, int offset, int length) throws IOException {
      give(Arrays.copyOfRange(data, offset, offset + length), false);
    }

    private void give(byte[] data, boolean last) throws IOException {
      long id = ids.incrementAndGet();
      CompletableFuture<ShellReply> reply = new CompletableFuture<>();
      asked.put(id, reply);
      if (!running) {
        throw new IOException("The program has ended");
      }
      line.send(new ShellRequest.Input(id, session, process, data, last));
      if (await(reply) instanceof ShellReply.Refused(long _, String message)) {
        throw new IOException(message);
      }
    }

    private static @Nullable ShellReply await(CompletableFuture<ShellReply> reply)
        throws IOException {
      try {
        return reply.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted while writing to a program", e);
      } catch (ExecutionException e) {
        throw new IOException("The program has ended", e);
      }
    }

    @Override
    public synchronized void close() throws IOException {
      if (running) {
        give(new byte[0], true);
      }
    }
  }
}

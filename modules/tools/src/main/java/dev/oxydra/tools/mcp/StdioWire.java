package dev.oxydra.tools.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A program's standard input and output: one message a line. */
final class StdioWire implements Wire {
  /** As many messages as may wait for a program that doesn't read. */
  private static final int WAITING = 256;

  private static final int LAST_WORDS = 500;

  private final RunningProgram program;
  private final Receiver receiver;
  private final BlockingQueue<byte[]> unsent = new ArrayBlockingQueue<>(WAITING);
  private final Thread writer = Thread.ofVirtual().name("mcp-writer").unstarted(this::write);
  private final Thread reader = Thread.ofVirtual().name("mcp-reader").unstarted(this::read);

  private StdioWire(RunningProgram program, Receiver receiver) {
    this.program = program;
    this.receiver = receiver;
  }

  static StdioWire open(RunningProgram program, Receiver receiver) {
    StdioWire wire = new StdioWire(program, receiver);
    wire.writer.start();
    wire.reader.start();
    return wire;
  }

  @Override
  public void send(ObjectNode message) throws McpException {
    byte[] line = (Json.write(message) + "\n").getBytes(StandardCharsets.UTF_8);
    if (!unsent.offer(line)) {
      throw new McpException(
          McpException.Kind.UNREACHABLE, "The server doesn't read what it is sent");
    }
  }

  private void write() {
    try {
      OutputStream out = program.input();
      while (true) {
        out.write(unsent.take());
        out.flush();
      }
    } catch (IOException | InterruptedException e) {
      return; // the reader says how it ended
    }
  }

  private void read() {
    String why = "it has ended";
    try {
      Lines lines = new Lines(program.output());
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        take(line);
      }
    } catch (IOException e) {
      why = String.valueOf(e.getMessage());
    }
    String errors = program.errors().strip();
    String last = errors.substring(Math.max(0, errors.length() - LAST_WORDS));
    close();
    receiver.ended(last.isEmpty() ? why : why + "; its last words: " + last);
  }

  private void take(byte[] line) {
    try {
      JsonNode message = Json.mapper().readTree(line);
      if (!message.isMissingNode()) {
        receiver.message(message);
      }
    } catch (JsonProcessingException e) {
      receiver.noise(new String(line, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("Bytes in memory can be read", e);
    }
  }

  @Override
  public void forget(long id) {
    // An answer to nothing is ignored.
  }

  @Override
  public void agreed(String version) {
    // It is said once, in the handshake.
  }

  @Override
  public void close() {
    writer.interrupt();
    program.close();
  }
}

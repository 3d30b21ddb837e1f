package dev.oxydra.runner.broker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the use of a day outlives the daemon. Written at most every {@link #PAUSE}, whole or not at
 * all; the one before is kept as {@code <name>.old}, in case the file can't be read.
 */
final class AllowanceFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AllowanceFile.class);

  static final Duration PAUSE = Duration.ofSeconds(2);

  private final Path file;
  private final Semaphore changes = new Semaphore(0);
  private final Semaphore end = new Semaphore(0);
  private @Nullable Supplier<State> source;
  private @Nullable Thread writer;
  private volatile boolean closed;

  /**
   * @param used of the day
   * @param reserved for requests that run; when the file is read they have been cut off, and may
   *     have cost that much
   */
  record State(DayUsage used, BigDecimal reserved) {}

  /**
   * @param file in a folder that no guest can write to
   */
  AllowanceFile(Path file) {
    this.file = file;
  }

  /** What was used of {@code today}, or of a later day that the clock was at before. */
  DayUsage read(LocalDate today) {
    for (Path each : new Path[] {file, old()}) {
      try {
        DayUsage read = parse(Files.readString(each));
        return read.day().isBefore(today) ? DayUsage.none(today) : read.on(today);
      } catch (NoSuchFileException e) {
        LOG.debug("There is no {}", each);
      } catch (IOException | DateTimeException | ArithmeticException e) {
        LOG.warn("{} is torn; what it said of the day is lost", each, e);
      }
    }
    return DayUsage.none(today);
  }

  private static DayUsage parse(String text) throws IOException {
    JsonNode json = Json.mapper().readTree(text);
    JsonNode spend = json.path("spend");
    JsonNode reserved = json.path("reserved");
    if (!json.path("requests").isIntegralNumber()
        || !json.path("bytes").isIntegralNumber()
        || !spend.isTextual()
        || !reserved.isTextual()) {
      throw new IOException("it doesn't hold what it should");
    }
    try {
      return new DayUsage(
          LocalDate.parse(json.path("day").asText()),
          json.path("requests").longValue(),
          json.path("bytes").longValue(),
          new BigDecimal(spend.asText()).add(new BigDecimal(reserved.asText())));
    } catch (NumberFormatException e) {
      throw new IOException("it doesn't hold what it should", e);
    }
  }

  /** From now on writes what {@code state} gives, after each {@link #changed}. */
  void keep(Supplier<State> state) {
    source = state;
    writer = Thread.ofVirtual().name("allowance").start(() -> run(state));
  }

  void changed() {
    if (changes.availablePermits() == 0) {
      changes.release();
    }
  }

  private void run(Supplier<State> state) {
    try {
      while (!closed) {
        changes.acquire();
        changes.drainPermits();
        write(state.get());
        boolean _ = end.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(State state) {
    DayUsage used = state.used();
    String text =
        Json.write(
            Json.mapper()
                .createObjectNode()
                .put("day", used.day().toString())
                .put("requests", used.requests())
                .put("bytes", used.bytes())
                .put("spend", used.spend().toPlainString())
                .put("reserved", state.reserved().toPlainString()));
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(next);
      Files.createFile(
          next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(next, text + "\n");
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(old());
        Files.createLink(old(), file);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("Today's use can't be kept in {}: {}", file, String.valueOf(e));
    }
  }

  private Path old() {
    return file.resolveSibling(file.getFileName() + ".old");
  }

  /** Writes the last state. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    changes.release();
    end.release();
    Thread running = writer;
    Supplier<State> state = source;
    if (running == null || state == null) {
      return;
    }
    try {
      running.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    write(state.get());
  }
}

package dev.oxydra.tools.checkpoints;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.CheckpointException;
import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checkpoints in a folder that tools can't reach. It is opened when it is first needed. */
public final class CheckpointStore implements Checkpoints {
  private static final Logger log = LoggerFactory.getLogger(CheckpointStore.class);

  private final Path shared;
  private final Path folder;
  private final AgentConfig.Checkpoints limits;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Shelf shelf;

  /** Whether the last walk came to no end, so that the next one counts first. */
  private boolean failed;

  private CheckpointStore(Path shared, Path folder, AgentConfig.Checkpoints limits) {
    this.shared = shared;
    this.folder = folder;
    this.limits = limits;
  }

  /**
   * Makes it; nothing is opened.
   *
   * @param shared the folder that is kept, an absolute path
   * @param folder where it is kept; made when it is needed
   */
  public static Checkpoints of(Path shared, Path folder, AgentConfig.Checkpoints limits) {
    return limits.enabled() && isSupported() ? new CheckpointStore(shared, folder, limits) : NONE;
  }

  /**
   * Whether this system has the calls of {@link Posix}. Not asked there: to make all its handles
   * takes more than a tenth of a second, which a start must not.
   */
  private static boolean isSupported() {
    String arch = System.getProperty("os.arch", "");
    return System.getProperty("os.name", "").equals("Linux")
        && (arch.equals("amd64") || arch.equals("aarch64"));
  }

  @Override
  public boolean enabled() {
    return true;
  }

  @Override
  public Taken take(SessionId session, TurnId turn) throws InterruptedException {
    return locked(
        "No checkpoint of /shared",
        opened -> {
          Optional<Info> there = opened.find(session, turn);
          if (there.isPresent()) {
            return taken(there.get());
          }
          Taken taken = taken(keep(opened, session, turn));
          opened.prune(limits);
          return taken;
        });
  }

  private static Taken taken(Info info) {
    return new Taken(info.entries(), info.bytes(), info.skips());
  }

  @Override
  public Restored restore(SessionId session, List<TurnId> turns, Consumer<Restored> done)
      throws InterruptedException {
    return locked(
        "/shared was not brought back",
        opened -> {
          List<Info> targets =
              turns.stream().flatMap(turn -> opened.find(session, turn).stream()).toList();
          if (targets.isEmpty()) {
            throw new CheckpointException(
                "What /shared was then is not kept any more: the oldest checkpoints are forgotten,"
                    + " see tools.checkpoints");
          }
          Info now = keep(opened, session, TurnId.create());
          Restored restored = restore(opened, now, targets, done);
          opened.prune(limits);
          return restored;
        });
  }

  /** To the first target that differs. */
  private Restored restore(Shelf opened, Info now, List<Info> targets, Consumer<Restored> done)
      throws IOException {
    for (Info target : targets) {
      Plan plan = Plan.of(opened.entriesOf(now), opened.entriesOf(target));
      if (!plan.isEmpty()) {
        var restoring = new Shelf.Restoring(now.session(), target.turn(), now.turn());
        opened.begin(restoring);
        return carryOut(opened, restoring, plan, done);
      }
    }
    opened.remove(now);
    Info last = targets.getLast();
    return new Restored(last.session(), last.turn(), last.turn(), 0, 0, 0, List.of(), List.of());
  }

  private Restored carryOut(
      Shelf opened, Shelf.Restoring restoring, Plan plan, Consumer<Restored> done)
      throws IOException {
    boolean dying = false;
    try (Posix posix = new Posix();
        Folder root = Folder.open(posix, shared.toString());
        Restoration restoration = new Restoration(root, opened.objects())) {
      restoration.run(plan);
      Restored restored =
          new Restored(
              restoring.session(),
              restoring.turn(),
              restoring.savedAs(),
              restoration.rewritten(),
              restoration.made(),
              restoration.removed(),
              restoration.files(),
              restoration.notKept());
      done.accept(restored);
      return restored;
    } catch (ClosedByInterruptException e) {
      dying = true;
      throw e;
    } finally {
      if (!dying) { // else the next process does it again
        opened.end();
      }
    }
  }

  @Override
  public Optional<Restored> recover(Consumer<Restored> done) {
    if (!Shelf.isRestoring(folder)) {
      return Optional.empty();
    }
    try {
      return locked("/shared may be half brought back", opened -> recover(opened, done));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CheckpointException("/shared may be half brought back: interrupted", e);
    }
  }

  private Optional<Restored> recover(Shelf opened, Consumer<Restored> done)
      throws IOException, InterruptedException {
    Shelf.Restoring restoring = opened.restoring();
    if (restoring == null) {
      return Optional.empty();
    }
    Info target =
        opened
            .find(restoring.session(), restoring.turn())
            .orElseThrow(() -> new IOException("the checkpoint is gone"));
    Info now = keep(opened, restoring.session(), TurnId.create());
    Plan plan = Plan.of(opened.entriesOf(now), opened.entriesOf(target));
    Restored restored = carryOut(opened, restoring, plan, done);
    opened.remove(now); // half of it is in what was kept before, half in the target
    log.info("A restore of /shared that had been cut off was finished");
    return Optional.of(restored);
  }

  /** Keeps the folder as it is. */
  private Info keep(Shelf opened, SessionId session, TurnId turn)
      throws IOException, InterruptedException {
    Info last = opened.last();
    Path entries = opened.temporary();
    boolean kept = false;
    try (Posix posix = new Posix()) {
      if (last == null || failed) {
        try (Folder root = Folder.open(posix, shared.toString())) {
          Walk.counting(limits).run(root);
        }
      }
      opened.unsettle();
      Walk walk = walk(posix, opened, last, entries);
      Info info =
          new Info(
              opened.nextSeq(),
              session,
              turn,
              Instant.now(),
              walk.entries(),
              walk.bytes(),
              walk.skips(),
              walk.skipped());
      opened.add(info, walk.isSame() ? null : entries);
      kept = true;
      return info;
    } finally {
      failed = !kept;
      Files.deleteIfExists(entries);
      if (failed) {
        opened.sweep();
      }
    }
  }

  private Walk walk(Posix posix, Shelf opened, @Nullable Info last, Path entries)
      throws IOException, InterruptedException {
    try (Folder root = Folder.open(posix, shared.toString());
        EntryReader before = last == null ? null : new EntryReader(opened.entriesOf(last));
        EntryWriter out = new EntryWriter(entries)) {
      Walk walk = new Walk(limits, opened.objects(), before, out);
      walk.run(root);
      if (!walk.isSame()) {
        out.finish();
      }
      return walk;
    }
  }

  /** What is done with the open shelf. */
  private interface Action<T> {
    T run(Shelf opened) throws IOException, InterruptedException;
  }

  private <T> T locked(String failure, Action<T> action) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      return action.run(opened());
    } catch (ClosedByInterruptException e) {
      boolean _ = Thread.interrupted();
      throw new InterruptedException(failure);
    } catch (IOException | LinkageError e) {
      throw new CheckpointException(failure + ": " + e.getMessage(), e);
    } catch (CheckpointException e) {
      throw new CheckpointException(failure + ": " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  private Shelf opened() throws IOException {
    Shelf there = shelf;
    if (there == null) {
      there = new Shelf(folder);
      shelf = there;
    }
    return there;
  }
}

package dev.oxydra.tools.checkpoints;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.CheckpointException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists all that is below a folder, and stores the contents of files that are not stored yet. What
 * is as it was in an earlier list is not read.
 */
final class Walk {
  /** How deep it goes: every folder on the way stays open. */
  static final int MAX_DEPTH = 200;

  /** How many skipped paths are told. */
  private static final int TOLD = 100;

  /**
   * How coarse the times of files are, at most, in nanoseconds: a file that was changed less than
   * that before it was read may be changed after it without getting another time.
   */
  private static final long COARSE = 50_000_000;

  private static final int BREATH = 64;

  private final AgentConfig.Checkpoints limits;
  private final @Nullable ObjectStore objects;
  private final @Nullable EntryReader before;
  private final @Nullable EntryWriter out;
  private final List<String> skipped = new ArrayList<>();
  private long device;
  private long entries;
  private long bytes;
  private long skips;
  private boolean same;

  /**
   * @param objects where contents are stored
   * @param before an earlier list; null for none
   * @param out where the list goes
   */
  Walk(
      AgentConfig.Checkpoints limits,
      ObjectStore objects,
      @Nullable EntryReader before,
      EntryWriter out) {
    this(limits, objects, before, out, before != null);
  }

  private Walk(
      AgentConfig.Checkpoints limits,
      @Nullable ObjectStore objects,
      @Nullable EntryReader before,
      @Nullable EntryWriter out,
      boolean same) {
    this.limits = limits;
    this.objects = objects;
    this.before = before;
    this.out = out;
    this.same = same;
  }

  /** One that only sees whether the folder is within the limits. */
  static Walk counting(AgentConfig.Checkpoints limits) {
    return new Walk(limits, null, null, null, false);
  }

  /**
   * Lists what is below the folder.
   *
   * @throws CheckpointException when that is more than may be kept
   */
  void run(Folder root) throws IOException, InterruptedException {
    device = root.stat().device();
    walk(root, root.names(limits.maxFiles()), "", 0);
    same &= before != null && before.peek() == null;
  }

  long entries() {
    return entries;
  }

  long bytes() {
    return bytes;
  }

  long skips() {
    return skips;
  }

  /** The first of what was skipped, with the reasons. */
  List<String> skipped() {
    return skipped;
  }

  /** Whether the list is the same as the earlier one, times and all. */
  boolean isSame() {
    return same;
  }

  private void walk(Folder folder, List<String> names, String path, int depth)
      throws IOException, InterruptedException {
    if (names.size() + entries > limits.maxFiles()) {
      throw tooMany();
    }
    for (String name : names) {
      breathe();
      String child = path.isEmpty() ? name : path + "/" + name;
      Stat stat;
      try {
        stat = folder.stat(name);
      } catch (PosixException e) {
        if (e.errno() != PosixException.NO_ENTRY) { // else it was deleted meanwhile
          emit(skipped(child, new Stat(0, 0, 0, 0, 0, 0), text(e)));
        }
        continue;
      }
      if (stat.isFolder()) {
        enter(folder, name, child, stat, depth + 1);
      } else {
        emit(entry(folder, name, child, stat));
      }
    }
  }

  /**
   * Ends at an interrupt, and lets others run: calls of the system don't give up the processor that
   * a virtual thread has, of which there may be one.
   */
  @SuppressWarnings("ThreadPriorityCheck")
  private void breathe() throws InterruptedException {
    if (entries % BREATH == 0) {
      Thread.yield();
      if (Thread.interrupted()) {
        throw new InterruptedException("stopped while /shared was kept");
      }
    }
  }

  private void enter(Folder folder, String name, String path, Stat seen, int depth)
      throws IOException, InterruptedException {
    if (depth > MAX_DEPTH) {
      emit(skipped(path, seen, "it is more than %d folders deep".formatted(MAX_DEPTH)));
      return;
    }
    if (seen.device() != device) {
      emit(skipped(path, seen, "it is on another file system"));
      return;
    }
    Folder child = null;
    List<String> names = null;
    try {
      child = folder.folder(name);
      names = child.names(limits.maxFiles() - entries);
    } catch (PosixException e) {
      emit(skipped(path, seen, text(e)));
    }
    try (Folder open = child) {
      if (open != null && names != null) {
        emit(new Entry(path, Entry.Kind.FOLDER, open.stat(), ""));
        walk(open, names, path, depth);
      }
    }
  }

  private Entry entry(Folder folder, String name, String path, Stat stat) throws IOException {
    try {
      if (stat.isFile()) {
        return file(folder, name, path, stat);
      }
      return stat.isLink()
          ? new Entry(path, Entry.Kind.LINK, stat, folder.link(name))
          : skipped(path, stat, "it is neither a file nor a folder nor a link");
    } catch (PosixException e) {
      return skipped(path, stat, text(e));
    }
  }

  private Entry file(Folder folder, String name, String path, Stat stat) throws IOException {
    Entry known = known(path);
    if (known != null && known.kind() == Entry.Kind.FILE && known.stat().isSame(stat)) {
      return new Entry(path, Entry.Kind.FILE, stat, known.content());
    }
    if (stat.size() > limits.maxFileSize()) {
      return tooLarge(path, stat);
    }
    if (objects == null) {
      return new Entry(path, Entry.Kind.FILE, stat, "");
    }
    try (Folder.OpenFile in = folder.read(name)) {
      long now = nanos(Instant.now());
      Stat opened = in.stat();
      if (!opened.isFile()) {
        return skipped(path, opened, "it was changed meanwhile");
      }
      String content = objects.put(in, limits.maxFileSize());
      Stat read = in.stat();
      if (content == null) {
        return tooLarge(path, read);
      }
      boolean settled = opened.isSame(read) && read.ctime() < now - COARSE;
      return new Entry(path, Entry.Kind.FILE, settled ? read : unsettled(read), content);
    }
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  private static Stat unsettled(Stat stat) {
    return new Stat(
        stat.mode(), stat.inode(), stat.device(), stat.size(), stat.mtime(), Entry.UNSETTLED);
  }

  /** The entry of the earlier list with this path. */
  private @Nullable Entry known(String path) throws IOException {
    if (before == null) {
      return null;
    }
    Entry known = before.peek();
    while (known != null && Entry.compare(known.path(), path) < 0) {
      same = false;
      before.advance();
      known = before.peek();
    }
    return known != null && known.path().equals(path) ? known : null;
  }

  private void emit(Entry entry) throws IOException {
    Entry known = known(entry.path());
    same &= entry.equals(known);
    if (known != null && before != null) {
      before.advance();
    }
    entries++;
    if (entries > limits.maxFiles()) {
      throw tooMany();
    }
    if (entry.kind() == Entry.Kind.FILE) {
      bytes += entry.stat().size();
    }
    if (bytes > limits.maxSize()) {
      throw new CheckpointException(
          "/shared has more than %s in files of up to %s; raise tools.checkpoints.max_size"
              .formatted(Sizes.of(limits.maxSize()), Sizes.of(limits.maxFileSize())));
    }
    if (out != null) {
      out.write(entry);
    }
  }

  private CheckpointException tooMany() {
    return new CheckpointException(
        "/shared has too many files: more than %d; raise tools.checkpoints.max_files"
            .formatted(limits.maxFiles()));
  }

  private Entry tooLarge(String path, Stat stat) {
    return skipped(path, stat, "it is larger than " + Sizes.of(limits.maxFileSize()));
  }

  private Entry skipped(String path, Stat stat, String why) {
    Entry entry = new Entry(path, Entry.Kind.SKIPPED, stat, why);
    skips++;
    if (skipped.size() < TOLD) {
      skipped.add(entry.shown() + ": " + why);
    }
    return entry;
  }

  private static String text(PosixException e) {
    return String.valueOf(e.getMessage());
  }
}

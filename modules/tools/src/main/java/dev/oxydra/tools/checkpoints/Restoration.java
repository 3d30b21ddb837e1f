package dev.oxydra.tools.checkpoints;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a {@link Plan}. What fails is told and doesn't keep the rest from being done. Files
 * and links are made beside their place and renamed into it, so that whoever looks sees the old one
 * or the new.
 */
final class Restoration implements AutoCloseable {
  /** How many paths are told. */
  static final int TOLD = 100;

  private final Folder root;
  private final ObjectStore objects;
  private final List<String> files = new ArrayList<>();
  private final List<String> notKept = new ArrayList<>();

  /** The permissions that folders are to have in the end, by their paths. */
  private final TreeMap<String, Integer> permissions = new TreeMap<>(Entry::compare);

  private String openPath = "";
  private @Nullable Folder open;
  private long rewritten;
  private long made;
  private long removed;

  Restoration(Folder root, ObjectStore objects) {
    this.root = root;
    this.objects = objects;
  }

  /** Does all of it, and writes it to the disk. */
  void run(Plan plan) throws IOException {
    plan.notKept.forEach(this::notKept);
    for (Entry entry : plan.removals.reversed()) {
      if (attempt(entry, this::remove)) {
        removed++;
      }
    }
    for (Plan.Change change : plan.changes) {
      if (change.to().kind() == Entry.Kind.FOLDER) {
        permissions.put(change.to().path(), change.to().stat().permissions());
      }
    }
    for (Entry entry : plan.made) {
      if (attempt(entry, this::make)) {
        made++;
      }
    }
    for (Plan.Change change : plan.changes) {
      if (attempt(change.to(), (folder, name, to) -> change(folder, name, change))) {
        rewritten++;
      }
    }
    permissions.descendingMap().forEach(this::settle);
    closeFolder();
    root.sync();
  }

  long rewritten() {
    return rewritten;
  }

  long made() {
    return made;
  }

  long removed() {
    return removed;
  }

  List<String> files() {
    return files;
  }

  List<String> notKept() {
    return notKept;
  }

  private void notKept(String text) {
    if (notKept.size() < TOLD) {
      notKept.add(text);
    }
  }

  /** What is done in the folder of an entry. */
  private interface Step {
    void run(Folder folder, String name, Entry entry) throws IOException;
  }

  private boolean attempt(Entry entry, Step step) throws IOException {
    try {
      in(
          Entry.folderOf(entry.path()),
          folder -> step.run(folder, Entry.nameOf(entry.path()), entry));
      if (files.size() < TOLD) {
        files.add(entry.shown());
      }
      return true;
    } catch (StaysException e) {
      return false;
    } catch (ClosedByInterruptException e) {
      throw e; // the process ends
    } catch (IOException e) {
      notKept(entry.shown() + ": " + e.getMessage());
      return false;
    }
  }

  /** What is done in an open folder. */
  private interface Action {
    void run(Folder folder) throws IOException;
  }

  /** A folder that can't be written to is opened for that, for as long as this takes. */
  private void in(String path, Action action) throws IOException {
    try {
      action.run(folder(path));
    } catch (PosixException e) {
      if (e.errno() != PosixException.NO_ACCESS || path.isEmpty()) {
        throw e;
      }
      unlock(path);
      action.run(folder(path));
    }
  }

  private void unlock(String path) throws IOException {
    String name = Entry.nameOf(path);
    in(
        Entry.folderOf(path),
        above -> {
          int now = above.stat(name).permissions();
          above.chmod(name, now | 0700);
          permissions.putIfAbsent(path, now);
        });
  }

  /** The one that was asked for last stays open. */
  private Folder folder(String path) throws IOException {
    if (path.isEmpty()) {
      return root;
    }
    Folder last = open;
    if (last != null && openPath.equals(path)) {
      return last;
    }
    closeFolder();
    Folder at = root;
    for (String name : path.split("/", -1)) {
      Folder next;
      try {
        next = at.folder(name);
      } finally {
        if (at != root) {
          at.close();
        }
      }
      at = next;
    }
    open = at;
    openPath = path;
    return at;
  }

  private void closeFolder() throws IOException {
    Folder last = open;
    open = null;
    if (last != null) {
      last.close();
    }
  }

  private void remove(Folder folder, String name, Entry entry) throws IOException {
    try {
      folder.remove(name, entry.kind() == Entry.Kind.FOLDER);
      permissions.remove(entry.path());
    } catch (PosixException e) {
      if (e.errno() == PosixException.NOT_EMPTY) {
        throw new StaysException(); // what keeps it is told already, or came meanwhile
      }
      if (e.errno() != PosixException.NO_ENTRY) {
        throw e;
      }
    }
  }

  private void make(Folder folder, String name, Entry entry) throws IOException {
    switch (entry.kind()) {
      case FOLDER -> {
        folder.makeFolder(name);
        permissions.put(entry.path(), entry.stat().permissions());
      }
      case FILE -> put(folder, name, entry);
      case LINK -> link(folder, name, entry);
      case SKIPPED -> throw new IllegalArgumentException(entry.path());
    }
  }

  private void change(Folder folder, String name, Plan.Change change) throws IOException {
    Entry to = change.to();
    switch (to.kind()) {
      case FOLDER -> {} // its permissions come last
      case FILE -> {
        if (!change.from().content().equals(to.content()) || !chmod(folder, name, to)) {
          put(folder, name, to);
        }
      }
      case LINK -> link(folder, name, to);
      case SKIPPED -> throw new IllegalArgumentException(to.path());
    }
  }

  /**
   * @return false when the file can't be opened for that
   */
  private static boolean chmod(Folder folder, String name, Entry to) throws IOException {
    try {
      folder.chmod(name, to.stat().permissions());
      return true;
    } catch (PosixException e) {
      if (e.errno() == PosixException.NO_ACCESS) {
        return false;
      }
      throw e;
    }
  }

  private void put(Folder folder, String name, Entry entry) throws IOException {
    String temporary = temporary();
    boolean done = false;
    try {
      try (Folder.OpenFile file = folder.create(temporary)) {
        objects.copyTo(entry.content(), file);
        file.chmod(entry.stat().permissions());
      }
      folder.touch(temporary, entry.stat().mtime());
      folder.rename(temporary, name);
      done = true;
    } finally {
      if (!done) {
        discard(folder, temporary);
      }
    }
  }

  private static void link(Folder folder, String name, Entry entry) throws IOException {
    String temporary = temporary();
    folder.makeLink(temporary, entry.content());
    boolean done = false;
    try {
      folder.touch(temporary, entry.stat().mtime());
      folder.rename(temporary, name);
      done = true;
    } finally {
      if (!done) {
        discard(folder, temporary);
      }
    }
  }

  private static String temporary() {
    return ".oxydra-" + UUID.randomUUID();
  }

  private static void discard(Folder folder, String temporary) {
    try {
      folder.remove(temporary, false);
    } catch (IOException e) {
      // It was never made; or else the next checkpoint shows it.
    }
  }

  private void settle(String path, int wanted) {
    try {
      folder(Entry.folderOf(path)).chmod(Entry.nameOf(path), wanted);
    } catch (IOException e) {
      notKept("the permissions of a folder: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    closeFolder();
  }

  /** A folder isn't removed, which is no failure. */
  private static final class StaysException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}

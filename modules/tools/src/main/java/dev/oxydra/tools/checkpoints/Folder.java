package dev.oxydra.tools.checkpoints;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An open folder. What is done in it is done there, whatever becomes of its path meanwhile, and no
 * link is followed. Names are strings of one character a byte.
 */
final class Folder implements AutoCloseable {
  private final Posix posix;
  private final int handle;

  private Folder(Posix posix, int handle) {
    this.posix = posix;
    this.handle = handle;
  }

  /** The folder at an absolute path. */
  static Folder open(Posix posix, String path) throws IOException {
    return new Folder(posix, posix.open(path, Posix.READ | Posix.FOLDER));
  }

  /** A folder in this one. */
  Folder folder(String name) throws IOException {
    return new Folder(posix, posix.open(handle, name, Posix.READ | Posix.FOLDER));
  }

  /**
   * All names in it, in the order of their bytes. To be called once.
   *
   * @param max no more than that many, and then one more
   */
  List<String> names(long max) throws IOException {
    List<String> names = new ArrayList<>();
    List<String> some;
    do {
      some = posix.names(handle);
      some.stream().filter(name -> !name.equals(".") && !name.equals("..")).forEach(names::add);
    } while (!some.isEmpty() && names.size() <= max);
    names.sort(null);
    return names;
  }

  /** What this is itself. */
  Stat stat() throws IOException {
    return posix.stat(handle, "");
  }

  Stat stat(String name) throws IOException {
    return posix.stat(handle, name);
  }

  String link(String name) throws IOException {
    return posix.link(handle, name);
  }

  /** Opens a file to read; what it is has to be asked then. */
  OpenFile read(String name) throws IOException {
    return new OpenFile(posix, posix.open(handle, name, Posix.READ));
  }

  /** Makes a file, which its owner alone may read and write. */
  OpenFile create(String name) throws IOException {
    return new OpenFile(posix, posix.open(handle, name, Posix.CREATE));
  }

  void makeFolder(String name) throws IOException {
    posix.makeFolder(handle, name);
  }

  void makeLink(String name, String target) throws IOException {
    posix.makeLink(handle, name, target);
  }

  void remove(String name, boolean isFolder) throws IOException {
    posix.remove(handle, name, isFolder);
  }

  void rename(String from, String to) throws IOException {
    posix.rename(handle, from, to);
  }

  /** Sets the permissions of a file or folder, which must be readable. */
  void chmod(String name, int permissions) throws IOException {
    try (OpenFile file = read(name)) {
      file.chmod(permissions);
    }
  }

  void touch(String name, long mtime) throws IOException {
    posix.touch(handle, name, mtime);
  }

  /** Writes all that was changed on its file system to the disk. */
  void sync() throws IOException {
    posix.sync(handle);
  }

  @Override
  public void close() throws IOException {
    posix.close(handle);
  }

  /** An open file. */
  record OpenFile(Posix posix, int handle) implements AutoCloseable {
    Stat stat() throws IOException {
      return posix.stat(handle, "");
    }

    /** Reads as much as it can at once; 0 at the end. */
    int read(byte[] to) throws IOException {
      return posix.read(handle, to);
    }

    void chmod(int permissions) throws IOException {
      posix.chmod(handle, permissions);
    }

    void write(byte[] from, int length) throws IOException {
      posix.write(handle, from, length);
    }

    @Override
    public void close() throws IOException {
      posix.close(handle);
    }
  }
}

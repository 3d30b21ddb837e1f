package dev.oxydra.tools.checkpoints;

/**
 * What the system knows of a file, folder or link.
 *
 * @param mode its type and permissions
 * @param device the file system that it is on
 * @param mtime when its content was changed, in nanoseconds since 1970
 * @param ctime when anything of it was changed, in nanoseconds since 1970; no program can set it
 */
record Stat(int mode, long inode, long device, long size, long mtime, long ctime) {
  private static final int TYPE = 0170000;

  boolean isFolder() {
    return (mode & TYPE) == 0040000;
  }

  boolean isFile() {
    return (mode & TYPE) == 0100000;
  }

  boolean isLink() {
    return (mode & TYPE) == 0120000;
  }

  int permissions() {
    return mode & 07777;
  }

  /** Whether it is the same file, and nothing of it has changed between the two. */
  boolean isSame(Stat other) {
    return inode == other.inode
        && size == other.size
        && mtime == other.mtime
        && ctime == other.ctime;
  }
}

package dev.oxydra.tools.checkpoints;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls of Linux that Java has no way to make: relative to an open folder, following no link,
 * with all of a mode and of a file's times, and with names as the bytes that they are. Names are
 * strings of one character a byte (ISO 8859-1). For one thread at a time.
 */
final class Posix implements AutoCloseable {
  static final int READ = 0x80000 | 0x800; // O_CLOEXEC, and O_NONBLOCK: a FIFO can't hold it up
  static final int CREATE = 0x80000 | 0x80 | 0x40 | 1; // O_CLOEXEC, O_EXCL, O_CREAT, O_WRONLY

  private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");
  static final int NO_FOLLOW = ARM ? 0x8000 : 0x20000;
  static final int FOLDER = ARM ? 0x4000 : 0x10000;

  private static final int HERE = -100; // AT_FDCWD
  private static final int NO_LINK = 0x100; // AT_SYMLINK_NOFOLLOW
  private static final int REMOVE_FOLDER = 0x200; // AT_REMOVEDIR
  private static final int EMPTY_PATH = 0x1000; // AT_EMPTY_PATH
  private static final int BASIC_STATS = 0x7ff; // STATX_BASIC_STATS
  private static final long KEEP_TIME = (1L << 30) - 2; // UTIME_OMIT

  private static final int NAMES = 1 << 16;
  private static final int BUFFER = 1 << 18;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO_OF =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPEN =
      call(
          "openat",
          FunctionDescriptor.of(INT, INT, POINTER, INT, INT),
          Linker.Option.firstVariadicArg(3));
  private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(INT, INT));
  private static final MethodHandle LIST =
      call("getdents64", FunctionDescriptor.of(LONG, INT, POINTER, LONG));
  private static final MethodHandle STAT =
      call("statx", FunctionDescriptor.of(INT, INT, POINTER, INT, INT, POINTER));
  private static final MethodHandle LINK =
      call("readlinkat", FunctionDescriptor.of(LONG, INT, POINTER, POINTER, LONG));
  private static final MethodHandle GET =
      call("read", FunctionDescriptor.of(LONG, INT, POINTER, LONG));
  private static final MethodHandle PUT =
      call("write", FunctionDescriptor.of(LONG, INT, POINTER, LONG));
  private static final MethodHandle MAKE_FOLDER =
      call("mkdirat", FunctionDescriptor.of(INT, INT, POINTER, INT));
  private static final MethodHandle MAKE_LINK =
      call("symlinkat", FunctionDescriptor.of(INT, POINTER, INT, POINTER));
  private static final MethodHandle REMOVE =
      call("unlinkat", FunctionDescriptor.of(INT, INT, POINTER, INT));
  private static final MethodHandle RENAME =
      call("renameat", FunctionDescriptor.of(INT, INT, POINTER, INT, POINTER));
  private static final MethodHandle CHMOD = call("fchmod", FunctionDescriptor.of(INT, INT, INT));
  private static final MethodHandle TIMES =
      call("utimensat", FunctionDescriptor.of(INT, INT, POINTER, POINTER, INT));
  private static final MethodHandle SYNC = call("syncfs", FunctionDescriptor.of(INT, INT));

  private final Arena arena = Arena.ofShared();
  private final MemorySegment errno = arena.allocate(Linker.Option.captureStateLayout());
  private final MemorySegment name = arena.allocate(NAMES);
  private final MemorySegment other = arena.allocate(NAMES);
  private final MemorySegment stat = arena.allocate(256, 8);
  private final MemorySegment times = arena.allocate(32, 8);
  private final MemorySegment buffer = arena.allocate(BUFFER, 8);

  @SuppressWarnings("restricted") // their signatures are those of the manual pages
  private static MethodHandle call(
      String function, FunctionDescriptor type, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    List<Linker.Option> all = new ArrayList<>(List.of(options));
    all.add(ERRNO);
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(function), type, all.toArray(Linker.Option[]::new));
  }

  /** A call, whose result is negative when it fails. */
  private interface Native {
    long run() throws Throwable;
  }

  /** Runs it again when a signal has interrupted it. */
  private long run(Native call) throws IOException {
    while (true) {
      long result;
      try {
        result = call.run();
      } catch (Error | RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        throw new IOException(e);
      }
      if (result >= 0) {
        return result;
      }
      int error = (int) ERRNO_OF.get(errno, 0L);
      if (error != 4) {
        throw new PosixException(error);
      }
    }
  }

  private static MemorySegment text(MemorySegment place, String bytes) throws IOException {
    if (bytes.length() >= NAMES) {
      throw new PosixException(36);
    }
    for (int i = 0; i < bytes.length(); i++) {
      place.set(ValueLayout.JAVA_BYTE, i, (byte) bytes.charAt(i));
    }
    place.set(ValueLayout.JAVA_BYTE, bytes.length(), (byte) 0);
    return place;
  }

  private static String text(MemorySegment place, long from, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) (place.get(ValueLayout.JAVA_BYTE, from + i) & 0xff));
    }
    return text.toString();
  }

  /** Opens an absolute path, whose links are followed. */
  int open(String path, int flags) throws IOException {
    text(name, path);
    return (int) run(() -> (int) OPEN.invokeExact(errno, HERE, name, flags, 0));
  }

  /** Opens what has a name in an open folder. */
  int open(int folder, String entry, int flags) throws IOException {
    text(name, entry);
    return (int) run(() -> (int) OPEN.invokeExact(errno, folder, name, flags | NO_FOLLOW, 0600));
  }

  void close(int file) throws IOException {
    int result;
    try {
      result = (int) CLOSE.invokeExact(errno, file);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
    if (result < 0 && (int) ERRNO_OF.get(errno, 0L) != 4) { // then Linux has closed it all the same
      throw new PosixException((int) ERRNO_OF.get(errno, 0L));
    }
  }

  /** The next names in a folder that has just been opened; none at its end. */
  List<String> names(int folder) throws IOException {
    List<String> names = new ArrayList<>();
    long length = run(() -> (long) LIST.invokeExact(errno, folder, buffer, (long) BUFFER));
    for (long at = 0; at < length; ) {
      int size = buffer.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + 16) & 0xffff;
      int end = 19;
      while (buffer.get(ValueLayout.JAVA_BYTE, at + end) != 0) {
        end++;
      }
      names.add(text(buffer, at + 19, end - 19));
      at += size;
    }
    return names;
  }

  /** What is at a name in a folder; the folder or file itself for an empty one. */
  Stat stat(int folder, String entry) throws IOException {
    text(name, entry);
    int flags = NO_LINK | EMPTY_PATH;
    run(() -> (int) STAT.invokeExact(errno, folder, name, flags, BASIC_STATS, stat));
    return new Stat(
        stat.get(ValueLayout.JAVA_SHORT, 28) & 0xffff,
        stat.get(LONG, 32),
        stat.get(LONG, 136),
        stat.get(LONG, 40),
        time(112),
        time(96));
  }

  private long time(long at) {
    return stat.get(LONG, at) * 1_000_000_000L + stat.get(INT, at + 8);
  }

  /** Where a link leads. */
  String link(int folder, String entry) throws IOException {
    text(name, entry);
    int length = (int) run(() -> (long) LINK.invokeExact(errno, folder, name, other, (long) NAMES));
    return text(other, 0, length);
  }

  /** Reads as much as there is room for; 0 at the end. */
  int read(int file, byte[] to) throws IOException {
    long room = Math.min(BUFFER, to.length);
    int length = (int) run(() -> (long) GET.invokeExact(errno, file, buffer, room));
    MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, to, 0, length);
    return length;
  }

  /** Writes all of it. */
  void write(int file, byte[] from, int length) throws IOException {
    for (int at = 0; at < length; ) {
      int part = Math.min(BUFFER, length - at);
      MemorySegment.copy(from, at, buffer, ValueLayout.JAVA_BYTE, 0, part);
      at += (int) run(() -> (long) PUT.invokeExact(errno, file, buffer, (long) part));
    }
  }

  void makeFolder(int folder, String entry) throws IOException {
    text(name, entry);
    run(() -> (int) MAKE_FOLDER.invokeExact(errno, folder, name, 0700));
  }

  void makeLink(int folder, String entry, String target) throws IOException {
    text(name, entry);
    text(other, target);
    run(() -> (int) MAKE_LINK.invokeExact(errno, other, folder, name));
  }

  void remove(int folder, String entry, boolean isFolder) throws IOException {
    text(name, entry);
    int flags = isFolder ? REMOVE_FOLDER : 0;
    run(() -> (int) REMOVE.invokeExact(errno, folder, name, flags));
  }

  /** Replaces what is at the new name. */
  void rename(int folder, String from, String to) throws IOException {
    text(name, from);
    text(other, to);
    run(() -> (int) RENAME.invokeExact(errno, folder, name, folder, other));
  }

  /** Sets the permissions of an open file or folder. */
  void chmod(int file, int permissions) throws IOException {
    run(() -> (int) CHMOD.invokeExact(errno, file, permissions));
  }

  /** Sets when the content was changed. */
  void touch(int folder, String entry, long mtime) throws IOException {
    text(name, entry);
    times.set(LONG, 8, KEEP_TIME);
    times.set(LONG, 16, Math.floorDiv(mtime, 1_000_000_000L));
    times.set(LONG, 24, Math.floorMod(mtime, 1_000_000_000L));
    run(() -> (int) TIMES.invokeExact(errno, folder, name, times, NO_LINK));
  }

  /** Writes all that was changed on the file system of an open file or folder to the disk. */
  void sync(int file) throws IOException {
    run(() -> (int) SYNC.invokeExact(errno, file));
  }

  @Override
  public void close() {
    arena.close();
  }
}

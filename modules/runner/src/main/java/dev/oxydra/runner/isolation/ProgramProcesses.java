package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All processes of a program, looked at through procfs. A sandbox has a procfs of its own, which
 * the host sees through the root of the sandbox's first process: it lists just the sandbox's
 * processes, however they were born. Without a sandbox they are found from parent to child, and one
 * whose parent has ended is missed.
 */
final class ProgramProcesses {
  private static final Pattern PSS = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB$");
  private static final Duration TICK = Duration.ofMillis(10);
  private static final long PAGE = pageSize();

  private final Path top;
  private final boolean sandboxed;
  private volatile boolean setUp;

  /**
   * @param top the first process
   * @param sandboxed whether it has a procfs of its own
   */
  ProgramProcesses(long top, boolean sandboxed) {
    this.top = Path.of("/proc", Long.toString(top));
    this.sandboxed = sandboxed;
  }

  /**
   * What is cheap to know.
   *
   * @param residentBytes memory of all processes, what several share counted for each
   * @param tasks processes and threads
   */
  record Sample(long residentBytes, int tasks) {}

  /**
   * @param enough processes of which no more need be known
   */
  Sample sample(int enough) {
    long pages = 0;
    int tasks = 0;
    List<Path> folders = folders();
    if (folders.size() > enough) {
      return new Sample(0, folders.size());
    }
    for (Path folder : folders) {
      try {
        ProcStat stat = ProcStat.read(folder);
        pages += stat.residentPages();
        tasks += stat.threads();
      } catch (IOException e) {
        // It has just ended.
      }
    }
    return new Sample(pages * PAGE, tasks);
  }

  ResourceUsage usage() {
    long ticks = 0;
    int processes = 0;
    List<Path> folders = folders();
    for (Path folder : folders) {
      try {
        ProcStat stat = ProcStat.read(folder);
        ticks += stat.ticks();
        processes += stat.isZombie() ? 0 : 1;
      } catch (IOException e) {
        // It has just ended.
      }
    }
    return new ResourceUsage(proportionalBytes(folders), TICK.multipliedBy(ticks), processes);
  }

  /** Memory of all processes, what several share divided among them. Dearer than a sample. */
  long proportionalBytes() {
    return proportionalBytes(folders());
  }

  private static long proportionalBytes(List<Path> folders) {
    long bytes = 0;
    for (Path folder : folders) {
      bytes += proportionalBytes(folder);
    }
    return bytes;
  }

  private static long proportionalBytes(Path folder) {
    try {
      Matcher pss = PSS.matcher(Files.readString(folder.resolve("smaps_rollup")));
      return pss.find() ? Long.parseLong(pss.group(1)) * 1024 : 0;
    } catch (IOException e) {
      return residentBytes(folder); // A process may hide this file, but not the other one.
    }
  }

  private static long residentBytes(Path folder) {
    try {
      return ProcStat.read(folder).residentPages() * PAGE;
    } catch (IOException e) {
      return 0;
    }
  }

  /** The folders of its processes; none when it has ended. */
  private List<Path> folders() {
    if (sandboxed && isSetUp()) {
      try (DirectoryStream<Path> own =
          Files.newDirectoryStream(top.resolve("root/proc"), ProgramProcesses::isProcess)) {
        List<Path> folders = new ArrayList<>();
        own.forEach(folders::add);
        return folders;
      } catch (IOException e) {
        // It has ended, or hides its root.
      }
    }
    List<Path> folders = new ArrayList<>();
    addTree(top, folders);
    return folders;
  }

  /** Before its own procfs is mounted, its root is the host's, with all processes of the host. */
  private boolean isSetUp() {
    if (!setUp) {
      try {
        setUp =
            Files.readSymbolicLink(top.resolve("root/proc/1/ns/pid"))
                .equals(Files.readSymbolicLink(top.resolve("ns/pid")));
      } catch (IOException e) {
        return false; // It has ended, or hides its root.
      }
    }
    return setUp;
  }

  private static boolean isProcess(Path path) {
    return Character.isDigit(path.getFileName().toString().charAt(0));
  }

  private static void addTree(Path process, List<Path> into) {
    into.add(process);
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
      for (Path thread : threads) {
        for (String child : Files.readString(thread.resolve("children")).strip().split(" ", -1)) {
          if (!child.isEmpty()) {
            addTree(Path.of("/proc", child), into);
          }
        }
      }
    } catch (IOException e) {
      // It has just ended, or one of its threads.
    }
  }

  /** {@code AT_PAGESZ} of getauxval(3), which is 4,096 where it can't be read. */
  private static long pageSize() {
    try {
      ByteBuffer pairs = ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")));
      pairs.order(ByteOrder.nativeOrder());
      while (pairs.remaining() >= 2 * Long.BYTES) {
        long key = pairs.getLong();
        long value = pairs.getLong();
        if (key == 6) {
          return value;
        }
      }
    } catch (IOException e) {
      // Not Linux, or a /proc that shows nothing.
    }
    return 4096;
  }
}

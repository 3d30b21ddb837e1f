package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel says of a process.
 *
 * @param state one letter, {@code Z} for a process that nobody has buried
 * @param ticks processor time of it and of its children that are buried, in hundredths of a second
 * @param threads how many it has
 * @param started ticks from the machine's start to its own
 * @param residentPages memory that it holds, what it shares with others included
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
record ProcStat(char state, long ticks, int threads, String started, long residentPages) {
  /** The page's field numbers begin at 1, and the state, the first that is read here, is 3. */
  private static final int STATE = 3;

  private static final int USER_TIME = 14;
  private static final int CHILDREN_SYSTEM_TIME = 17;
  private static final int THREADS = 20;
  private static final int START_TIME = 22;
  private static final int RESIDENT = 24;

  /**
   * @param folder the process's, such as {@code /proc/1}
   * @throws IOException when there is no such process, or no such file on this system
   */
  static ProcStat read(Path folder) throws IOException {
    String stat = Files.readString(folder.resolve("stat"));
    // The name before the state is in parentheses and may hold any character.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", RESIDENT);
    long ticks = 0;
    for (int field = USER_TIME; field <= CHILDREN_SYSTEM_TIME; field++) {
      ticks += Long.parseLong(fields[field - STATE]);
    }
    return new ProcStat(
        fields[0].charAt(0),
        ticks,
        Integer.parseInt(fields[THREADS - STATE]),
        fields[START_TIME - STATE],
        Long.parseLong(fields[RESIDENT - STATE]));
  }

  static ProcStat read(long pid) throws IOException {
    return read(Path.of("/proc", Long.toString(pid)));
  }

  boolean isZombie() {
    return state == 'Z' || state == 'X';
  }
}

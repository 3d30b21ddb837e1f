package dev.oxydra.shelldaemon;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one session's commands leave behind: their environment, and processes. */
final class ShellSession {
  /** How many processes may run in the background of one session. */
  static final int MAX_PROCESSES = 16;

  /** How many that have ended are kept, for who wants to know what they wrote. */
  private static final int MAX_ENDED = 16;

  private final Map<String, SessionProcess> processes = new LinkedHashMap<>();
  private Map<String, String> environment = Map.of();
  private int started;
  private boolean ended;

  /** The environment that the last command left; empty before the first one. */
  synchronized Map<String, String> environment() {
    return environment;
  }

  synchronized void keep(Map<String, String> left) {
    environment = Map.copyOf(left);
  }

  /**
   * Makes a process known.
   *
   * @return its name; empty when it can't be one of the session's, which has ended or has too many
   */
  synchronized String add(SessionProcess process) {
    long running = processes.values().stream().filter(SessionProcess::isRunning).count();
    if (ended || running >= MAX_PROCESSES) {
      return "";
    }
    forgetOldest();
    started++;
    String name = "p" + started;
    processes.put(name, process);
    return name;
  }

  private void forgetOldest() {
    long over =
        processes.values().stream().filter(process -> !process.isRunning()).count() - MAX_ENDED + 1;
    for (Iterator<SessionProcess> all = processes.values().iterator();
        over > 0 && all.hasNext(); ) {
      if (!all.next().isRunning()) {
        all.remove();
        over--;
      }
    }
  }

  synchronized void remove(String name) {
    processes.remove(name);
  }

  synchronized @Nullable SessionProcess find(String name) {
    return processes.get(name);
  }

  /** The names of its processes. */
  synchronized List<String> names() {
    return List.copyOf(processes.keySet());
  }

  /** Kills what runs; nothing is added any more. */
  void end() {
    List<SessionProcess> all;
    synchronized (this) {
      ended = true;
      all = new ArrayList<>(processes.values());
      processes.clear();
    }
    Threads.all(all, process -> process.command().kill());
  }
}

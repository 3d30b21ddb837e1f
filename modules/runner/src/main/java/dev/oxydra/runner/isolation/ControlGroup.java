package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A control group of one program, in which the kernel itself keeps the limits.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
final class ControlGroup implements Confinement {
  /** Where a process writes its id to be in the group, and all that it starts. */
  static final String MEMBERS = "cgroup.procs";

  /** The kernel's own default for cpu.max, in microseconds. */
  private static final int PERIOD = 100_000;

  private static final int FULL_PERCENT = 100;

  private final Path folder;
  private final ResourceLimits limits;
  private volatile String reason = "";

  private ControlGroup(Path folder, ResourceLimits limits) {
    this.folder = folder;
    this.limits = limits;
  }

  /**
   * A new group, or one that a program is in already, with these limits.
   *
   * @throws IOException when the kernel doesn't let us
   */
  static ControlGroup of(Path folder, ResourceLimits limits) throws IOException {
    ControlGroup group = new ControlGroup(Files.createDirectories(folder), limits);
    group.set("memory.max", Long.toString(limits.memoryBytes()));
    group.set("memory.oom.group", "1");
    group.set("cpu.max", (long) limits.cpuPercent() * PERIOD / FULL_PERCENT + " " + PERIOD);
    group.set("pids.max", Integer.toString(limits.processes()));
    if (Files.exists(folder.resolve("memory.swap.max"))) {
      group.set("memory.swap.max", "0");
    }
    return group;
  }

  Path folder() {
    return folder;
  }

  @Override
  public ResourceUsage usage() {
    try {
      return new ResourceUsage(
          Long.parseLong(get("memory.current")),
          Duration.ofNanos(1000 * number("cpu.stat", "usage_usec")),
          Integer.parseInt(get("pids.current")));
    } catch (IOException | NumberFormatException e) {
      return ResourceUsage.NONE; // It has ended.
    }
  }

  @Override
  public String reason() {
    try {
      if (reason.isEmpty() && number("memory.events", "oom_kill") > 0) {
        reason = Confinement.tooMuchMemory(limits);
      }
    } catch (IOException e) {
      // The group is gone; what was known stays.
    }
    return reason;
  }

  @Override
  public void close() {
    reason();
    ControlHierarchy.remove(folder);
  }

  private void set(String file, String value) throws IOException {
    Files.writeString(folder.resolve(file), value);
  }

  private String get(String file) throws IOException {
    return Files.readString(folder.resolve(file)).strip();
  }

  private long number(String file, String key) throws IOException {
    Matcher line = Pattern.compile("(?m)^" + key + " (\\d+)$").matcher(get(file));
    return line.find() ? Long.parseLong(line.group(1)) : 0;
  }
}

package dev.oxydra.runner.isolation;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A program that is killed when it is seen to take more memory, or to run more processes, than it
 * may. Between two looks it may take more, and memory that no process maps isn't seen, which is why
 * {@link SyscallFilter#UNCOUNTED} and the size of file systems in memory go with it.
 */
final class WatchedProgram implements Confinement {
  private final ProcessHandle top;
  private final ProgramProcesses processes;
  private final ResourceLimits limits;
  private final Optional<Path> group;
  private volatile String reason = "";

  private WatchedProgram(
      ProcessHandle top, boolean sandboxed, ResourceLimits limits, Optional<Path> group) {
    this.top = top;
    this.processes = new ProgramProcesses(top.pid(), sandboxed);
    this.limits = limits;
    this.group = group;
  }

  /**
   * Watches a program until it is closed or has ended.
   *
   * @param top the process whose end is that of all in its sandbox
   * @param group its group of {@link PidsGroups}, which ends with it
   */
  static WatchedProgram watch(
      ProcessHandle top, boolean sandboxed, ResourceLimits limits, Optional<Path> group) {
    WatchedProgram program = new WatchedProgram(top, sandboxed, limits, group);
    LimitWatch.SHARED.add(program);
    return program;
  }

  /**
   * Looks at it once.
   *
   * @return false when it has ended
   */
  boolean look() {
    if (!top.isAlive()) {
      return false;
    }
    ProgramProcesses.Sample sample = processes.sample(limits.processes());
    if (group.isEmpty() && sample.tasks() > limits.processes()) {
      kill(Confinement.tooManyProcesses(limits));
    } else if (sample.residentBytes() > limits.memoryBytes()
        && processes.proportionalBytes() > limits.memoryBytes()) {
      kill(Confinement.tooMuchMemory(limits));
    }
    return true;
  }

  private void kill(String why) {
    if (reason.isEmpty()) {
      reason = why;
    }
    top.destroyForcibly();
  }

  @Override
  public ResourceUsage usage() {
    return ProcessEnd.isOver(top) ? ResourceUsage.NONE : processes.usage();
  }

  @Override
  public String reason() {
    return reason;
  }

  @Override
  public void close() {
    LimitWatch.SHARED.remove(this);
    group.ifPresent(ControlHierarchy::remove);
  }
}

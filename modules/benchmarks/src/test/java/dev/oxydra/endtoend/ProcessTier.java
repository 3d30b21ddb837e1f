package dev.oxydra.endtoend;

import java.io.IOException;
import java.util.List;

/** The tier {@code process}: whatever has the workspace's folder in its command line. */
record ProcessTier() implements TierUnderTest {
  @Override
  public String name() {
    return "process";
  }

  @Override
  public String configuration() {
    return "";
  }

  @Override
  public List<String> left(RunnerUnderTest runner) {
    return ProcessHandle.allProcesses()
        .filter(process -> commandLine(process).contains(runner.workspace("").toString()))
        .map(process -> process.pid() + " " + commandLine(process))
        .toList();
  }

  @Override
  public List<ProcessHandle> processes(RunnerUnderTest runner) throws IOException {
    return runner.daemon().descendants().toList();
  }

  static String commandLine(ProcessHandle process) {
    try {
      return String.join(" ", new ProcessFiles(process.pid()).commandLine());
    } catch (IOException e) {
      return ""; // It has just ended.
    }
  }
}

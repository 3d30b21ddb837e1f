package dev.oxydra.runner;

import static dev.oxydra.runner.doctor.Finding.ok;

import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.doctor.DiskSpace;
import dev.oxydra.runner.doctor.Finding;
import dev.oxydra.runner.doctor.FolderTrial;
import dev.oxydra.runner.isolation.Exposure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether a user's folders can be what an agent needs, tried for real. */
final class WorkspaceDoctor {
  private WorkspaceDoctor() {}

  /**
   * @param programs what agents run from
   */
  static List<Finding> findings(Invocation invocation, LoadedConfig config, List<Path> programs) {
    Workspace workspace = Configuration.workspace(config, invocation.user());
    DaemonFiles files = invocation.files();
    List<Finding> findings = new ArrayList<>();
    findings.addAll(
        Attempt.ofAll(
            "workspace",
            () -> {
              Exposure.check(List.of(workspace.root(), files.config()), programs);
              return used(invocation, config, workspace);
            }));
    findings.add(
        Attempt.of(
            "socket paths",
            () -> {
              workspace.check();
              files.check();
              return ok("socket paths", "are short enough");
            }));
    findings.add(
        DiskSpace.finding(workspace.root(), "Make room, or set workspace_root elsewhere."));
    findings.add(
        DiskSpace.finding(
            Path.of(System.getProperty("java.io.tmpdir", "/tmp")),
            "Make room, or set TMPDIR elsewhere."));
    return findings;
  }

  private static List<Finding> used(
      Invocation invocation, LoadedConfig config, Workspace workspace) {
    try (TrialFolders _ = TrialFolders.make(workspace)) {
      List<Finding> findings = new ArrayList<>();
      findings.add(ok("workspace", workspace.root() + " can be had"));
      List<Finding> written =
          new FolderTrial()
              .findings(
                  List.of(
                      workspace.shared(),
                      workspace.tmp(),
                      workspace.vault(),
                      workspace.internal(),
                      workspace.ipc(),
                      workspace.logs()),
                  workspace.ipc());
      findings.addAll(written);
      if (written.stream().noneMatch(Finding::isBroken)) {
        findings.addAll(SandboxDoctor.findings(invocation, config, workspace));
      }
      return findings;
    }
  }
}

package dev.oxydra.runner.doctor;

import static dev.oxydra.runner.doctor.Finding.broken;
import static dev.oxydra.runner.doctor.Finding.ok;
import static dev.oxydra.runner.doctor.Finding.warning;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Tries what an agent does with its folders: writes a file, reads it back, forces it to the disk,
 * locks it, and listens at a socket.
 */
public final class FolderTrial {
  private static final String WHAT = "folders";
  private static final byte[] TEXT = "written by runner doctor".getBytes(StandardCharsets.UTF_8);

  private final MountTable mounts;

  public FolderTrial() {
    this(MountTable.read(Path.of("/proc/self/mountinfo")));
  }

  FolderTrial(MountTable mounts) {
    this.mounts = mounts;
  }

  /**
   * Writes to folders.
   *
   * @param folders that are there, each to be written to
   * @param sockets the one of them that sockets are in
   * @return one finding for all when they are well, else one for each that is not
   */
  public List<Finding> findings(List<Path> folders, Path sockets) {
    List<Finding> findings = new ArrayList<>();
    for (Path folder : folders) {
      file(folder).map(why -> broken(WHAT, why)).ifPresent(findings::add);
      kind(folder).ifPresent(findings::add);
    }
    if (findings.isEmpty()) {
      socket(sockets).map(why -> broken(WHAT, why)).ifPresent(findings::add);
    }
    return findings.isEmpty()
        ? List.of(ok(WHAT, "can be written to, read, forced to the disk and locked"))
        : findings;
  }

  private Optional<String> file(Path folder) {
    Path file = null;
    try {
      file = Files.createTempFile(folder, ".doctor", null);
      return use(folder, file);
    } catch (IOException e) {
      return Optional.of(
          "%s can't be written to: %s%s. Make room or make it writable, or set workspace_root in runner.conf elsewhere."
              .formatted(folder, reason(e), on(folder)));
    } finally {
      delete(file);
    }
  }

  private Optional<String> use(Path folder, Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      try (FileLock lock = channel.tryLock()) {
        if (lock == null) {
          return Optional.of(
              "A file in %s can't be locked%s. Set workspace_root in runner.conf to a local disk."
                  .formatted(folder, on(folder)));
        }
        channel.write(ByteBuffer.wrap(TEXT));
        channel.force(true);
      }
    }
    return Arrays.equals(TEXT, Files.readAllBytes(file))
        ? Optional.empty()
        : Optional.of("What was written to " + folder + " was not read back from it.");
  }

  /** What is known of its kind of file system, however the trial went. */
  private Optional<Finding> kind(Path folder) {
    return mount(folder)
        .filter(MountTable.Entry::isUnfit)
        .map(mount ->
            warning(
                WHAT,
                "%s is on %s, where journals and sockets may break. Set workspace_root in runner.conf to a local disk."
                    .formatted(folder, mount.type())));
  }

  private Optional<String> socket(Path folder) {
    Path socket = folder.resolve(".d" + Long.toString(System.nanoTime() & 0xffffff, 36));
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(socket));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "No socket can be made in %s: %s%s. Set workspace_root in runner.conf to a local disk with a short path."
              .formatted(folder, reason(e), on(folder)));
    } finally {
      delete(socket);
    }
  }

  /** Such as {@code , on nfs4, read-only}. */
  private String on(Path folder) {
    return mount(folder)
        .map(mount -> " (" + mount.type() + (mount.options().contains("ro") ? ", read-only)" : ")"))
        .orElse("");
  }

  private Optional<MountTable.Entry> mount(Path folder) {
    try {
      return mounts.of(folder.toRealPath());
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException named && named.getReason() != null
        ? named.getReason()
        : e instanceof java.nio.file.AccessDeniedException
            ? "permission denied"
            : String.valueOf(e.getMessage());
  }

  private static void delete(@org.jspecify.annotations.Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException cantBeHelped) {
      // Nothing of use is in it, and the finding has said what is wrong there.
    }
  }
}

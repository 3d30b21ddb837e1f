package dev.oxydra.runner;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs inside a sandbox and tries to get out. It needs nothing but a JVM. Each attempt is a line on
 * standard output: its name, {@code FAILED} or {@code ESCAPED}, and what happened, separated by
 * tabs. Arguments are of the form {@code name=value}, see {@link EscapeSuite}.
 */
public final class EscapeProbe {
  private static final int PATIENCE_MILLIS = 1500;
  private static final long LARGEST_FILE = 4L << 20;

  /** The system's own files; nobody's secrets are there, and they are many. */
  private static final Set<Path> SYSTEM =
      Set.of(
          Path.of("/usr"),
          Path.of("/lib"),
          Path.of("/lib64"),
          Path.of("/bin"),
          Path.of("/sbin"),
          Path.of("/sys"),
          Path.of("/proc"),
          Path.of("/dev"),
          Path.of("/opt/oxydra"));

  /** What an attempt finds; its exception means that it failed. */
  private interface Attempt {
    /** What was got at; empty when nothing was. */
    String run() throws Throwable;
  }

  private EscapeProbe() {}

  /** Tries everything that the arguments ask for. */
  public static void main(String[] arguments) throws Exception {
    String secret = reversed(one(arguments, "reversed_secret"));
    attempt("read the host's /etc/shadow", () -> shadow(one(arguments, "shadow")));
    attempt("read another user's workspace", () -> any(arguments, "other", EscapeProbe::read));
    attempt("find a provider's key in files", () -> files(secret));
    attempt("find a provider's key in processes", () -> processes(secret));
    attempt("see the host's processes", () -> hostProcesses(one(arguments, "host_process")));
    attempt("reach the engine's socket", () -> any(arguments, "engine", EscapeProbe::connectUnix));
    attempt("reach the daemon's socket", () -> any(arguments, "control", EscapeProbe::connectUnix));
    attempt("reach a service of the host", () -> any(arguments, "service", EscapeProbe::connect));
    attempt("reach the metadata address", () -> connect("169.254.169.254:80"));
    attempt("reach a public address", () -> connect("192.0.2.1:443"));
    attempt("reach a public address over IPv6", () -> connect("[2001:db8::1]:443"));
    attempt("resolve names", () -> any(arguments, "resolver", EscapeProbe::resolve));
    attempt("open a raw socket", EscapeProbe::rawSocket);
    attempt("write outside of the workspace", EscapeProbe::writeOutside);
    attempt("change the program that it runs", () -> any(arguments, "program", EscapeProbe::write));
    attempt("mount a file system", EscapeProbe::mount);
    attempt("make namespaces", EscapeProbe::unshare);
    attempt("trace the host's processes", () -> ptrace(all(arguments, "process").toList()));
    boolean filtered = Boolean.parseBoolean(one(arguments, "filtered"));
    attempt("gain privileges", () -> privileges(filtered));
    attempt("open the host's devices", EscapeProbe::devices);
    System.out.println("done");
  }

  private static void attempt(String name, Attempt attempt) {
    String got;
    boolean escaped;
    try {
      got = attempt.run();
      escaped = !got.isEmpty();
    } catch (Throwable e) {
      got = e.getClass().getSimpleName() + ": " + e.getMessage();
      escaped = false;
    }
    String detail = got.isEmpty() ? "nothing" : got.replaceAll("\\s+", " ");
    System.out.println(name + "\t" + (escaped ? "ESCAPED" : "FAILED") + "\t" + detail);
  }

  private static Stream<String> all(String[] arguments, String name) {
    return Arrays.stream(arguments)
        .filter(argument -> argument.startsWith(name + "="))
        .map(argument -> argument.substring(name.length() + 1));
  }

  private static String one(String[] arguments, String name) {
    return all(arguments, name).findFirst().orElseThrow();
  }

  /** One of several targets. */
  private interface Target {
    String at(String value) throws IOException;
  }

  private static String any(String[] arguments, String name, Target target) {
    List<String> targets = all(arguments, name).toList();
    if (targets.isEmpty()) {
      throw new IllegalStateException("nothing to try: " + name);
    }
    StringBuilder got = new StringBuilder();
    for (String value : targets) {
      try {
        got.append(target.at(value));
      } catch (IOException | RuntimeException e) {
        // It failed, as it should.
      }
    }
    return got.toString();
  }

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file)) + " ";
  }

  /** A sandbox may have a file of that name; the host's begins otherwise. */
  private static String shadow(String hash) throws IOException {
    String text = Files.readString(Path.of("/etc/shadow"));
    return Integer.toHexString(text.hashCode()).equals(hash) ? "the host's" : "";
  }

  private static String files(String secret) throws IOException {
    List<String> found = new ArrayList<>();
    Files.walkFileTree(
        Path.of("/"),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return SYSTEM.contains(folder)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && attributes.size() < LARGEST_FILE) {
              look(file, secret, found);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    return String.join(" ", found);
  }

  private static void look(Path file, String secret, List<String> found) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (new String(bytes, StandardCharsets.ISO_8859_1).contains(secret)) {
        found.add(file.toString());
      }
    } catch (IOException e) {
      // It can't be read, as it should be.
    }
  }

  /** Environments, arguments and memory of all processes that are seen, this one left out. */
  private static String processes(String secret) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path process : pids()) {
      look(process.resolve("environ"), secret, found);
      look(process.resolve("cmdline"), secret, found);
    }
    return String.join(" ", found);
  }

  private static List<Path> pids() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .filter(entry -> entry.getFileName().toString().chars().allMatch(Character::isDigit))
          .toList();
    }
  }

  private static String hostProcesses(String marker) throws IOException {
    StringBuilder seen = new StringBuilder();
    for (Path process : pids()) {
      try {
        String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        if (line.contains(reversed(marker)) && !line.contains("EscapeProbe")) {
          seen.append(line);
        }
      } catch (IOException e) {
        // It has ended, or is hidden.
      }
    }
    return seen.toString();
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  private static String connectUnix(String socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected() ? socket + " " : "";
    }
  }

  private static String connect(String address) throws IOException {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(
              InetAddress.ofLiteral(host), Integer.parseInt(address.substring(colon + 1))),
          PATIENCE_MILLIS);
      return address + " ";
    }
  }

  /** A query for the name localhost, RFC 1035. */
  private static String resolve(String server) throws IOException {
    byte[] query = {
      0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 9, 'l', 'o', 'c', 'a', 'l', 'h', 'o', 's', 't', 0, 0, 1,
      0, 1
    };
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.send(new DatagramPacket(query, query.length, InetAddress.ofLiteral(server), 53));
      socket.receive(new DatagramPacket(new byte[512], 512));
      return server + " answered ";
    }
  }

  private static String write(String folder) throws IOException {
    Path file = Path.of(folder, "escape-probe");
    Files.writeString(file, "x");
    Files.delete(file);
    return folder + " ";
  }

  private static String writeOutside() {
    StringBuilder written = new StringBuilder();
    for (String folder : List.of("/", "/usr", "/etc", "/root", "/home", "/var", "/opt", "/sys")) {
      try {
        written.append(write(folder));
      } catch (IOException e) {
        // As it should be.
      }
    }
    for (String file : List.of("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger")) {
      if (Files.isWritable(Path.of(file)) && opens(file)) {
        written.append(file).append(' ');
      }
    }
    return written.toString();
  }

  private static boolean opens(String file) {
    try (var channel =
        java.nio.channels.FileChannel.open(Path.of(file), java.nio.file.StandardOpenOption.WRITE)) {
      return channel.isOpen();
    } catch (IOException e) {
      return false;
    }
  }

  private static String rawSocket() throws Throwable {
    int inet = 2;
    int packet = 17;
    int raw = 3;
    int icmp = 1;
    return call("socket", inet, raw, icmp) + call("socket", packet, raw, 0x0300);
  }

  private static String mount() throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment none = arena.allocateFrom("none");
      MemorySegment target = arena.allocateFrom("/tmp");
      MemorySegment type = arena.allocateFrom("tmpfs");
      return call("mount", none, target, type, 0L, MemorySegment.NULL);
    }
  }

  private static String unshare() throws Throwable {
    int newUser = 0x10000000;
    int newNet = 0x40000000;
    int newMount = 0x00020000;
    return call("unshare", newUser) + call("unshare", newNet) + call("unshare", newMount);
  }

  private static String ptrace(List<String> processes) throws Throwable {
    long seize = 0x4206;
    StringBuilder traced = new StringBuilder();
    for (String process : processes) {
      traced.append(call("ptrace", seize, Long.valueOf(process), 0L, 0L));
    }
    return traced.toString();
  }

  private static String privileges(boolean filtered) throws IOException {
    String status = Files.readString(Path.of("/proc/self/status"));
    List<String> wrong =
        status
            .lines()
            .filter(line ->
                (line.startsWith("NoNewPrivs:") && !line.endsWith("1"))
                    || (line.startsWith("CapEff:") && !line.matches("CapEff:\\s*0+"))
                    || (line.startsWith("CapBnd:") && !line.matches("CapBnd:\\s*0+"))
                    || (filtered && line.startsWith("Seccomp:") && !line.endsWith("2")))
            .toList();
    return String.join(" ", wrong);
  }

  private static String devices() throws IOException {
    StringBuilder opened = new StringBuilder();
    try (Stream<Path> devices = Files.list(Path.of("/dev"))) {
      for (Path device : devices.toList()) {
        String name = device.getFileName().toString();
        if (name.matches("mem|kmem|port|kmsg|kvm|vd.*|sd.*|nvme.*|loop.*|fuse|vsock|net")) {
          try (InputStream in = Files.newInputStream(device)) {
            opened.append(in.read() >= -1 ? device + " " : "");
          } catch (IOException e) {
            // As it should be.
          }
        }
      }
    }
    return opened.toString();
  }

  /** Calls a function of the C library; what it did when it didn't fail, else empty. */
  @SuppressWarnings("restricted")
  private static String call(String function, Object... arguments) throws Throwable {
    Linker linker = Linker.nativeLinker();
    MemoryLayout[] layouts =
        Arrays.stream(arguments).map(EscapeProbe::layout).toArray(MemoryLayout[]::new);
    StructLayout state = Linker.Option.captureStateLayout();
    VarHandle errno = state.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    MethodHandle handle =
        linker.downcallHandle(
            linker.defaultLookup().find(function).orElseThrow(),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, layouts),
            Linker.Option.captureCallState("errno"));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment captured = arena.allocate(state);
      List<Object> all = new ArrayList<>(List.of(captured));
      all.addAll(Arrays.asList(arguments));
      int result = (int) handle.invokeWithArguments(all);
      int error = (int) errno.get(captured, 0L);
      return result < 0
          ? ""
          : function + " " + List.of(arguments) + " gave " + result + ", errno " + error;
    }
  }

  private static MemoryLayout layout(Object argument) {
    return switch (argument) {
      case Integer _ -> ValueLayout.JAVA_INT;
      case Long _ -> ValueLayout.JAVA_LONG;
      case MemorySegment _ -> ValueLayout.ADDRESS;
      default -> throw new UncheckedIOException(new IOException("No layout for " + argument));
    };
  }
}

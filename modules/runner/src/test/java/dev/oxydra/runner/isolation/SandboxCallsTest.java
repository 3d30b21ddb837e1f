package dev.oxydra.runner.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.RequiresTool;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the kernel says to a program in the sandbox. */
@RequiresTool({"bwrap", "cc"})
class SandboxCallsTest {
  private static final int SIGSEGV = 11;
  private static final int SIGSYS = 31;

  /** What a program may do; everything else that the probe tries fails. */
  private static final List<String> ALLOWED =
      List.of("personality_now", "FIONREAD", "unix", "unix_pair", "tcp", "udp6", "route");

  private static final Map<String, Integer> NOT_EPERM =
      Map.of(
          "clone3", SyscallFilter.ENOSYS,
          "memfd_create", SyscallFilter.ENOSYS,
          "shmget", SyscallFilter.ENOSYS,
          "packet", SyscallFilter.EAFNOSUPPORT,
          "alg", SyscallFilter.EAFNOSUPPORT,
          "vsock", SyscallFilter.EAFNOSUPPORT,
          "audit", SyscallFilter.EAFNOSUPPORT,
          "i386", SIGSYS,
          "x32", SIGSYS);

  @Test
  void callsThatNoAgentNeedsFail() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      Map<String, Integer> said = results(fixture.output(fixture.compiled("calls.c").toString()));
      Map<String, Integer> expected = new TreeMap<>();
      said.keySet()
          .forEach(name ->
              expected.put(
                  name,
                  ALLOWED.contains(name) ? 0 : NOT_EPERM.getOrDefault(name, SyscallFilter.EPERM)));
      assertTrue(said.keySet().containsAll(ALLOWED), said::toString);
      // A kernel that has no 32-bit calls at all ends who makes one in its own way.
      expected.computeIfPresent("i386", (_, _) -> said.get("i386") == SIGSEGV ? SIGSEGV : SIGSYS);
      assertEquals(expected, said);
    }
  }

  @Test
  void noPrivilegesCanBeGained() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      String status = fixture.output("/bin/cat", "/proc/self/status");
      List<String> lines =
          Stream.of(
                  "NoNewPrivs:\t1",
                  "Seccomp:\t2",
                  "CapEff:\t0000000000000000",
                  "CapBnd:\t0000000000000000")
              .filter(line -> !status.contains(line + "\n"))
              .toList();
      assertEquals(List.of(), lines, status);
    }
  }

  /** The reaper above the shell daemon too: a command could make it run code by a hole in it. */
  @Test
  void theReaperIsFilteredToo() throws Exception {
    try (TierFixture fixture = TierFixture.sandboxed()) {
      fixture
          .launch(TierFixture.LIMITS, true, "/bin/cat", "/proc/1/status", "/proc/self/status")
          .waitFor();
      assertEquals(2, fixture.log(0).lines().filter("Seccomp:\t2"::equals).count(), fixture.log(0));
    }
  }

  private static Map<String, Integer> results(String said) {
    return said.lines()
        .map(line -> line.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> Integer.valueOf(pair[1]), (a, b) -> b, TreeMap::new));
  }
}

package dev.oxydra.runner.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.RequiresTool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter of both architectures, run as the kernel runs it. */
class SyscallFilterTest {
  /** A call that every program makes. */
  private static final Map<Architecture, Integer> READ =
      Map.of(Architecture.X86_64, 0, Architecture.AARCH64, 63);

  @ParameterizedTest
  @EnumSource
  void whatIsNotDeniedIsAllowed(Architecture architecture) {
    assertEquals(FilterProgram.ALLOW, verdict(architecture, false, READ.get(architecture)));
  }

  @ParameterizedTest
  @EnumSource
  void callsOfAnotherArchitectureEndTheProcess(Architecture architecture) {
    byte[] filter = SyscallFilter.of(architecture, false);
    int i386 = 0x40000003;
    assertEquals(FilterProgram.KILL, run(filter, call(i386, READ.get(architecture))));
    if (architecture == Architecture.X86_64) {
      assertEquals(FilterProgram.KILL, verdict(architecture, false, 0x40000000));
      assertEquals(FilterProgram.KILL, verdict(architecture, false, -1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void callsWithoutAnAllowedUseFail(Architecture architecture) {
    Set<Syscall> partly =
        Set.of(
            Syscall.CLONE, Syscall.PERSONALITY, Syscall.IOCTL, Syscall.SOCKET, Syscall.SOCKETPAIR);
    for (Syscall call : Syscall.values()) {
      int number = call.number(architecture);
      if (number != Syscall.NONE && !partly.contains(call)) {
        int verdict = verdict(architecture, false, number, 0, 0, 0, 0, 0, 0);
        assertTrue(
            verdict == FilterProgram.fail(SyscallFilter.EPERM)
                || verdict == FilterProgram.fail(SyscallFilter.ENOSYS),
            call + ": " + Integer.toHexString(verdict));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAControlGroupCountsIsAllowedInOne(Architecture architecture) {
    for (Syscall call : List.of(Syscall.MEMFD_CREATE, Syscall.SHMGET, Syscall.SCHED_SETAFFINITY)) {
      assertEquals(FilterProgram.ALLOW, verdict(architecture, true, call.number(architecture)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aProcessOrThreadIsMadeButNoNamespace(Architecture architecture) {
    int clone = Syscall.CLONE.number(architecture);
    int thread = 0x3D0F00;
    assertEquals(FilterProgram.ALLOW, verdict(architecture, false, clone, thread));
    for (int flag : List.of(0x20000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)) {
      assertEquals(
          FilterProgram.fail(SyscallFilter.EPERM),
          verdict(architecture, false, clone, thread | flag),
          Integer.toHexString(flag));
    }
  }

  @ParameterizedTest
  @EnumSource
  void someSocketsAreAllowed(Architecture architecture) {
    int socket = Syscall.SOCKET.number(architecture);
    int cloexec = 0x80000;
    assertEquals(FilterProgram.ALLOW, verdict(architecture, false, socket, 1, 5, 0));
    assertEquals(FilterProgram.ALLOW, verdict(architecture, false, socket, 2, 1 | cloexec, 6));
    assertEquals(FilterProgram.ALLOW, verdict(architecture, false, socket, 10, 2, 0));
    assertEquals(FilterProgram.ALLOW, verdict(architecture, false, socket, 16, 3, 0));
    int raw = FilterProgram.fail(SyscallFilter.EPERM);
    assertEquals(raw, verdict(architecture, false, socket, 2, 3 | cloexec, 1));
    assertEquals(raw, verdict(architecture, false, socket, 10, 3, 58));
    int unknown = FilterProgram.fail(SyscallFilter.EAFNOSUPPORT);
    for (int family : List.of(0, 3, 17, 29, 38, 40, 44)) {
      assertEquals(unknown, verdict(architecture, false, socket, family, 1, 0), "family " + family);
    }
    assertEquals(unknown, verdict(architecture, false, socket, 16, 3, 9));
  }

  /** The numbers of the kernel's own headers. */
  @ParameterizedTest
  @EnumSource
  @RequiresTool("cc")
  void numbersAreTheKernels(Architecture architecture) throws Exception {
    String header = architecture == Architecture.X86_64 ? "asm/unistd_64.h" : "asm-generic/unistd.h";
    String source =
        "#define __ARCH_WANT_SYS_CLONE3\n#define __ARCH_WANT_MEMFD_SECRET\n#include <" + header + ">\n"
            + Stream.of(Syscall.values())
                .filter(call -> call.number(architecture) != Syscall.NONE)
                .map(call -> "OF_" + call + " __NR_" + name(call) + "\n")
                .collect(Collectors.joining());
    Process compiler = new ProcessBuilder("cc", "-E", "-P", "-xc", "-").start();
    compiler.getOutputStream().write(source.getBytes(StandardCharsets.UTF_8));
    compiler.getOutputStream().close();
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, compiler.waitFor());
    int compared = 0;
    for (String line : said.lines().filter(text -> text.startsWith("OF_")).toList()) {
      String[] words = line.substring(3).split(" ", 2);
      // A header older than a call leaves its name as it is.
      if (Character.isDigit(words[1].charAt(0))) {
        assertEquals(Integer.parseInt(words[1]), Syscall.valueOf(words[0]).number(architecture), line);
        compared++;
      }
    }
    assertTrue(compared > 50, said);
  }

  @Test
  void aProgramFitsIntoTheKernel() {
    int most = 4096; // BPF_MAXINSNS of linux/bpf_common.h
    assertTrue(SyscallFilter.of(Architecture.X86_64, false).length / FilterProgram.INSTRUCTION < most);
  }

  private static String name(Syscall call) {
    return (call == Syscall.SYSCTL ? "_" : "") + call.name().toLowerCase(Locale.ROOT);
  }

  private static int verdict(Architecture architecture, boolean counted, int number, long... arguments) {
    return run(SyscallFilter.of(architecture, counted), call(architecture.audit(), number, arguments));
  }

  /** A {@code struct seccomp_data}. */
  private static ByteBuffer call(int architecture, int number, long... arguments) {
    ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(number).putInt(architecture).putLong(0);
    for (long argument : arguments) {
      data.putLong(argument);
    }
    return data;
  }

  private static int run(byte[] filter, ByteBuffer data) {
    ByteBuffer program = ByteBuffer.wrap(filter).order(ByteOrder.LITTLE_ENDIAN);
    int register = 0;
    for (int next = 0; ; next++) {
      int at = next * FilterProgram.INSTRUCTION;
      int ifTrue = program.get(at + 2) & 0xFF;
      int ifFalse = program.get(at + 3) & 0xFF;
      int operand = program.getInt(at + 4);
      switch (program.getShort(at)) {
        case FilterProgram.LOAD -> register = data.getInt(operand);
        case FilterProgram.AND -> register &= operand;
        case FilterProgram.IF_EQUAL -> next += register == operand ? ifTrue : ifFalse;
        case FilterProgram.IF_NOT_BELOW ->
            next += Integer.compareUnsigned(register, operand) >= 0 ? ifTrue : ifFalse;
        case FilterProgram.IF_ANY_BIT -> next += (register & operand) != 0 ? ifTrue : ifFalse;
        case FilterProgram.RETURN -> {
          return operand;
        }
        default -> throw new AssertionError("No such instruction at " + next);
      }
    }
  }
}

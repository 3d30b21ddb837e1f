package dev.oxydra.runner.isolation;

import static dev.oxydra.runner.isolation.FilterProgram.ALLOW;
import static dev.oxydra.runner.isolation.FilterProgram.ARCHITECTURE;
import static dev.oxydra.runner.isolation.FilterProgram.KILL;
import static dev.oxydra.runner.isolation.FilterProgram.NUMBER;
import static dev.oxydra.runner.isolation.FilterProgram.fail;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which system calls a sandbox may make: all but those that change the system, reach into other
 * processes or kernel parts with a history of holes, and that no agent needs. A denied call fails,
 * so that programs can do without; one of a foreign architecture ends the process.
 *
 * @see <a href="https://docs.docker.com/engine/security/seccomp/">the profile of Docker</a>, which
 *     denies most of these and gives the reasons
 * @see <a
 *     href="https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#RestrictAddressFamilies=">RestrictAddressFamilies</a>
 *     of systemd, whose error for sockets this one shares
 */
final class SyscallFilter {
  /** Numbers as errno-base.h and errno.h have them. */
  static final int EPERM = 1;

  static final int ENOSYS = 38;
  static final int EAFNOSUPPORT = 97;

  /** {@code __X32_SYSCALL_BIT}: calls of the x32 interface share the architecture of x86_64. */
  private static final int X32 = 0x40000000;

  /** {@code CLONE_NEWNS|NEWCGROUP|NEWUTS|NEWIPC|NEWUSER|NEWPID|NEWNET} of linux/sched.h. */
  private static final int NEW_NAMESPACES = 0x7E020000;

  /** What clone has for its flags is the first argument on both architectures, see clone(2). */
  private static final int CLONE_FLAGS = 0;

  /** Both put input into a terminal as if it were typed, see ioctl_tty(2) and ioctl_console(2). */
  private static final int TIOCSTI = 0x5412;

  private static final int TIOCLINUX = 0x541C;

  /** {@code PER_LINUX}, {@code PER_LINUX32}, with or without {@code UNAME26}, and the question. */
  private static final int[] PERSONALITIES = {0x0, 0x8, 0x20000, 0x20008, 0xFFFFFFFF};

  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int AF_NETLINK = 16;
  private static final int NETLINK_ROUTE = 0;

  /** What is above these bits of a socket's type are flags, see socket(2). */
  private static final int SOCK_TYPE_MASK = 0xF;

  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;

  /** Allowed with some arguments. */
  private static final Set<Syscall> PARTLY =
      EnumSet.of(
          Syscall.CLONE, Syscall.PERSONALITY, Syscall.IOCTL, Syscall.SOCKET, Syscall.SOCKETPAIR);

  /** Memory that no process maps, which only a control group counts. */
  static final Set<Syscall> UNCOUNTED =
      EnumSet.of(Syscall.MEMFD_CREATE, Syscall.MEMFD_SECRET, Syscall.SHMGET);

  /** The way out of the processors that it was given, where that is how they are limited. */
  private static final Set<Syscall> AFFINITY = EnumSet.of(Syscall.SCHED_SETAFFINITY);

  private final Architecture architecture;
  private final FilterProgram program = new FilterProgram();

  private SyscallFilter(Architecture architecture) {
    this.architecture = architecture;
  }

  /**
   * The filter, as the kernel takes it.
   *
   * @param counted whether a control group counts all memory and processor time
   */
  static byte[] of(Architecture architecture, boolean counted) {
    SyscallFilter filter = new SyscallFilter(architecture);
    filter.check();
    filter.deny(counted);
    filter.denyPartly();
    return filter.program.end(ALLOW).bytes();
  }

  private void check() {
    program.load(ARCHITECTURE).unlessEqual(architecture.audit(), KILL).load(NUMBER);
    if (architecture == Architecture.X86_64) {
      program.ifNotBelow(X32, KILL);
    }
  }

  private void deny(boolean counted) {
    Set<Syscall> denied = EnumSet.complementOf(EnumSet.copyOf(PARTLY));
    if (counted) {
      denied.removeAll(UNCOUNTED);
      denied.removeAll(AFFINITY);
    }
    for (Syscall call : denied) {
      if (call.number(architecture) != Syscall.NONE) {
        program.ifEqual(call.number(architecture), fail(error(call)));
      }
    }
  }

  /** As if it weren't there where programs have another way. */
  private static int error(Syscall call) {
    // glibc takes clone then; its arguments are in memory, where a filter can't look at them.
    return call == Syscall.CLONE3 || UNCOUNTED.contains(call) ? ENOSYS : EPERM;
  }

  private void denyPartly() {
    only(Syscall.CLONE, part -> part.loadArgument(CLONE_FLAGS).ifAnyBit(NEW_NAMESPACES, fail(EPERM)));
    only(
        Syscall.IOCTL,
        part -> part.loadArgument(1).ifEqual(TIOCSTI, fail(EPERM)).ifEqual(TIOCLINUX, fail(EPERM)));
    only(Syscall.PERSONALITY, SyscallFilter::personalities);
    only(Syscall.SOCKET, SyscallFilter::sockets);
    only(Syscall.SOCKETPAIR, part -> part.loadArgument(0).ifEqual(AF_UNIX, ALLOW).end(fail(EAFNOSUPPORT)));
  }

  /** What holds for one call; it is allowed at the end. */
  private void only(Syscall call, Consumer<FilterProgram> rule) {
    FilterProgram part = new FilterProgram();
    rule.accept(part);
    part.end(ALLOW);
    program.unlessEqualSkip(call.number(architecture), part.length()).append(part);
  }

  private static void personalities(FilterProgram part) {
    part.loadArgument(0);
    for (int personality : PERSONALITIES) {
      part.ifEqual(personality, ALLOW);
    }
    part.end(fail(EPERM));
  }

  /** Local ones and those of IP, but not raw; and what glibc asks the kernel for addresses with. */
  private static void sockets(FilterProgram part) {
    FilterProgram netlink =
        new FilterProgram()
            .loadArgument(2)
            .ifEqual(NETLINK_ROUTE, ALLOW)
            .end(fail(EAFNOSUPPORT));
    FilterProgram families =
        new FilterProgram()
            .ifEqual(AF_UNIX, ALLOW)
            .unlessEqualSkip(AF_NETLINK, netlink.length())
            .append(netlink);
    part.loadArgument(0).append(families);
    FilterProgram ip = types();
    part.unlessEqualSkip(AF_INET, ip.length()).append(ip);
    part.unlessEqualSkip(AF_INET6, ip.length()).append(ip);
    part.end(fail(EAFNOSUPPORT));
  }

  private static FilterProgram types() {
    return new FilterProgram()
        .loadArgument(1)
        .and(SOCK_TYPE_MASK)
        .ifEqual(SOCK_STREAM, ALLOW)
        .ifEqual(SOCK_DGRAM, ALLOW)
        .end(fail(EPERM));
  }
}

package dev.oxydra.runner.isolation;

/**
 * System calls that a sandbox does without, or that it may make in part, with their numbers.
 *
 * @see <a
 *     href="https://github.com/torvalds/linux/blob/master/arch/x86/entry/syscalls/syscall_64.tbl">x86_64</a>
 * @see <a href="https://github.com/torvalds/linux/blob/master/scripts/syscall.tbl">aarch64</a>
 */
enum Syscall {
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  PIVOT_ROOT(155, 41),
  CHROOT(161, 51),
  OPEN_TREE(428, 428),
  OPEN_TREE_ATTR(467, 467),
  MOVE_MOUNT(429, 429),
  FSOPEN(430, 430),
  FSCONFIG(431, 431),
  FSMOUNT(432, 432),
  FSPICK(433, 433),
  MOUNT_SETATTR(442, 442),
  OPEN_BY_HANDLE_AT(304, 265),
  QUOTACTL(179, 60),
  QUOTACTL_FD(443, 443),
  SWAPON(167, 224),
  SWAPOFF(168, 225),
  FANOTIFY_INIT(300, 262),
  NFSSERVCTL(180, 42),

  UNSHARE(272, 97),
  SETNS(308, 268),
  CLONE(56, 220),
  CLONE3(435, 435),

  PTRACE(101, 117),
  PROCESS_VM_READV(310, 270),
  PROCESS_VM_WRITEV(311, 271),
  PIDFD_GETFD(438, 438),
  KCMP(312, 272),
  MOVE_PAGES(279, 239),
  MIGRATE_PAGES(256, 238),

  ADD_KEY(248, 217),
  REQUEST_KEY(249, 218),
  KEYCTL(250, 219),

  BPF(321, 280),
  PERF_EVENT_OPEN(298, 241),
  USERFAULTFD(323, 282),
  IO_URING_SETUP(425, 425),
  IO_URING_ENTER(426, 426),
  IO_URING_REGISTER(427, 427),
  LOOKUP_DCOOKIE(212, 18),

  KEXEC_LOAD(246, 104),
  KEXEC_FILE_LOAD(320, 294),
  CREATE_MODULE(174, Syscall.NONE),
  INIT_MODULE(175, 105),
  FINIT_MODULE(313, 273),
  DELETE_MODULE(176, 106),
  REBOOT(169, 142),
  SYSLOG(103, 116),
  ACCT(163, 89),
  VHANGUP(153, 58),
  SETHOSTNAME(170, 161),
  SETDOMAINNAME(171, 162),
  CLOCK_SETTIME(227, 112),
  CLOCK_ADJTIME(305, 266),
  SETTIMEOFDAY(164, 170),
  ADJTIMEX(159, 171),

  IOPL(172, Syscall.NONE),
  IOPERM(173, Syscall.NONE),
  MODIFY_LDT(154, Syscall.NONE),
  USELIB(134, Syscall.NONE),
  SYSCTL(156, Syscall.NONE),
  USTAT(136, Syscall.NONE),
  SYSFS(139, Syscall.NONE),

  MEMFD_CREATE(319, 279),
  MEMFD_SECRET(447, 447),
  SHMGET(29, 194),
  SCHED_SETAFFINITY(203, 122),

  PERSONALITY(135, 92),
  IOCTL(16, 29),
  SOCKET(41, 198),
  SOCKETPAIR(53, 199);

  /** Of a call that an architecture hasn't got. */
  static final int NONE = -1;

  private final int x86;
  private final int arm;

  Syscall(int x86, int arm) {
    this.x86 = x86;
    this.arm = arm;
  }

  /** Its number, or {@link #NONE}. */
  int number(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> x86;
      case AARCH64 -> arm;
    };
  }
}

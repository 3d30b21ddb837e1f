/* Makes system calls and prints how each went: its name and 0, or its error's number. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *name, long result) {
  printf("%s=%d\n", name, result < 0 ? errno : 0);
  fflush(stdout);
}

#define CALL(name, ...) say(#name, syscall(SYS_##name, __VA_ARGS__))
#define AS(name, call, ...) say(name, syscall(SYS_##call, __VA_ARGS__))

/* The signal that ended a child. */
static void killed(const char *name, void (*act)(void)) {
  pid_t child = fork();
  if (child == 0) {
    act();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  printf("%s=%d\n", name, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  fflush(stdout);
}

#ifdef __x86_64__
static void i386(void) {
  int result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory");
}

static void x32(void) { syscall(0x40000000 | 39); }
#endif

int main(void) {
  long bytes[64] = {0};
  CALL(mount, 0, 0, 0, 0, 0);
  CALL(umount2, 0, 0);
  CALL(pivot_root, 0, 0);
  CALL(chroot, 0);
  CALL(fsopen, 0, 0);
  CALL(open_tree, -1, "", 0);
  CALL(move_mount, -1, "", -1, "", 0);
  CALL(mount_setattr, -1, "", 0, 0, 0);
  CALL(unshare, 0);
  CALL(setns, -1, 0);
  long child = syscall(SYS_clone, 0x20000L | SIGCHLD, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  say("clone", child);
  CALL(clone3, 0, 0);
  CALL(ptrace, 0, 0, 0, 0);
  CALL(process_vm_readv, getpid(), 0, 0, 0, 0, 0);
  CALL(process_vm_writev, getpid(), 0, 0, 0, 0, 0);
  CALL(pidfd_getfd, -1, 0, 0);
  CALL(kcmp, getpid(), getpid(), 0, 0, 0);
  CALL(add_key, "user", "x", "x", 1, -2);
  CALL(request_key, "user", "x", 0, 0);
  CALL(keyctl, 0, -3, 1);
  CALL(bpf, -1, 0, 0);
  CALL(perf_event_open, 0, 0, -1, -1, 0);
  CALL(userfaultfd, 1);
  CALL(io_uring_setup, 1, 0);
  CALL(io_uring_enter, -1, 0, 0, 0, 0);
  CALL(kexec_load, 0, 0, 0, 0);
  CALL(init_module, 0, 0, "");
  CALL(finit_module, -1, "", 0);
  CALL(open_by_handle_at, -1, 0, 0);
  CALL(quotactl, 0, 0, 0, 0);
  CALL(acct, 0);
  CALL(swapon, 0, 0);
  CALL(reboot, 0, 0, 0, 0);
  CALL(syslog, 10, 0, 0);
  CALL(clock_settime, 0, 0);
  CALL(settimeofday, 0, 0);
  CALL(adjtimex, bytes);
  CALL(personality, 0x40000);
  AS("personality_now", personality, 0xFFFFFFFF);
  CALL(sched_setaffinity, 0, 0, 0);
  CALL(memfd_create, "x", 0);
  CALL(shmget, 0, 4096, 01600);
  AS("TIOCSTI", ioctl, 0, 0x5412, "x");
  AS("TIOCSTI_high", ioctl, 0, 0xFFFFFFFF00005412L, "x");
  AS("TIOCLINUX", ioctl, 0, 0x541C, "x");
  AS("FIONREAD", ioctl, 0, 0x541B, bytes);
  AS("unix", socket, 1, 1, 0);
  AS("unix_pair", socketpair, 1, 1, 0, bytes);
  AS("tcp", socket, 2, 1 | 02000000, 0);
  AS("udp6", socket, 10, 2, 0);
  AS("raw", socket, 2, 3, 1);
  AS("raw_flags", socket, 2, 3 | 02000000, 1);
  AS("raw6", socket, 10, 3, 58);
  AS("packet", socket, 17, 3, 0);
  AS("alg", socket, 38, 5, 0);
  AS("vsock", socket, 40, 1, 0);
  AS("route", socket, 16, 3, 0);
  AS("audit", socket, 16, 3, 9);
#ifdef __x86_64__
  CALL(iopl, 0);
  CALL(ioperm, 0, 0, 0);
  CALL(modify_ldt, 0, 0, 0);
  killed("i386", i386);
  killed("x32", x32);
#endif
  return 0;
}

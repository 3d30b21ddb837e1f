package dev.oxydra.runner.isolation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The command line of QEMU.
 *
 * @param qemu the program
 * @param images the folder of kernel, initramfs and root image
 * @param kvm whether the processor runs the machine's instructions itself
 * @see <a href="https://www.qemu.org/docs/master/system/i386/microvm.html">the machine microvm</a>
 * @see <a href="https://www.qemu.org/docs/master/system/invocation.html">QEMU's options</a>
 */
record QemuArguments(Path qemu, Path images, boolean kvm) {
  /** What the kernel takes of a machine's memory, so that the program has its own in full. */
  private static final long KERNEL = 128L << 20;

  /** QEMU's network for guests; .15 is the address that it gives out. */
  static final String MACHINE_ADDRESS = "10.0.2.15";

  private static final int FULL_PERCENT = 100;

  /**
   * With all that QEMU translates: the AOT cache has code of the host's processor in it, and a JVM
   * dies of it where AVX is missing, for all that it costs to translate that.
   */
  private static final String TRANSLATED = "-accel tcg,thread=multi,tb-size=128 -cpu max";

  /** How much memory a machine has for a program of those limits. */
  static long machineBytes(ResourceLimits limits) {
    return limits.memoryBytes() + KERNEL;
  }

  /** A machine with nothing but its console at standard output, which powers off at once. */
  List<String> probe() {
    List<String> command = base("oxydra.probe");
    command.addAll(words("-m 256M -smp 1 -chardev stdio,id=console,signal=off"));
    return command;
  }

  /** A machine that runs a program. */
  List<String> launch(LaunchSpec spec, Path socat) {
    List<String> command = base("");
    command.addAll(List.of("-m", (machineBytes(spec.limits()) >> 20) + "M"));
    command.addAll(List.of("-smp", Integer.toString(processors(spec.limits()))));
    command.addAll(words("-chardev file,id=console,path=/dev/fd/2,append=on"));
    command.addAll(
        List.of(
            "-drive",
            "id=root,file="
                + images.resolve(MicroVmImages.ROOT)
                + ",format=raw,if=none,readonly=on"));
    command.addAll(words("-device virtio-blk-device,drive=root"));
    command.addAll(ports());
    command.addAll(folder("launch", MicroVmFolder.INSIDE + "/launch", false));
    for (int i = 0; i < spec.mounts().size(); i++) {
      String tag = MicroVmFolder.tag(i);
      command.addAll(folder(tag, MicroVmFolder.mountPoint(i), spec.mounts().get(i).writable()));
    }
    command.addAll(List.of("-netdev", network(spec.sockets(), socat)));
    command.addAll(words("-device virtio-net-device,netdev=net -device virtio-rng-device"));
    // Pages that the machine frees go back to the host.
    command.addAll(words("-device virtio-balloon-device,free-page-reporting=on"));
    return command;
  }

  private List<String> base(String kernelArguments) {
    List<String> command = new ArrayList<>(List.of(qemu.toString()));
    command.addAll(words("-M microvm,acpi=on,rtc=on,isa-serial=on,pit=off,pic=off"));
    command.addAll(words(kvm ? "-accel kvm -cpu host" : TRANSLATED));
    command.addAll(words("-nodefaults -no-user-config -display none -no-reboot"));
    // Without elevateprivileges: what carries sockets is started with setsid, which that kills; and
    // there are no privileges to be had where QEMU runs.
    command.addAll(words("-sandbox on,obsolete=deny,resourcecontrol=deny"));
    command.addAll(List.of("-kernel", images.resolve(MicroVmImages.KERNEL).toString()));
    command.addAll(List.of("-initrd", images.resolve(MicroVmImages.INITRAMFS).toString()));
    command.addAll(
        List.of(
            "-append",
            "console=ttyS0 quiet loglevel=4 panic=-1 no_timer_check tsc=reliable "
                + (kvm ? "" : "tsc_early_khz=" + ClockRate.kilohertz() + " ")
                + kernelArguments));
    command.addAll(words("-serial chardev:console"));
    return command;
  }

  /** What the first program of the machine talks with us over, see {@code images/micro-vm-init}. */
  private static List<String> ports() {
    String folder = MicroVmFolder.INSIDE;
    return words(
        """
        -chardev pipe,id=control,path=%s/control \
        -chardev file,id=exit,path=%s/exit \
        -chardev file,id=log,path=/dev/fd/2,append=on \
        -chardev file,id=output,path=/dev/fd/1,append=on \
        -device virtio-serial-device \
        -device virtserialport,nr=1,chardev=control -device virtserialport,nr=2,chardev=exit \
        -device virtserialport,nr=3,chardev=log -device virtserialport,nr=4,chardev=output\
        """
            .formatted(folder, folder));
  }

  private static List<String> folder(String tag, String path, boolean writable) {
    return words(
        "-fsdev local,id=%s,path=%s,security_model=none%s -device virtio-9p-device,fsdev=%s,mount_tag=%s"
            .formatted(tag, path, writable ? "" : ",readonly=on", tag, tag));
  }

  /**
   * The machine reaches nobody but those that it is given; {@code restrict} sees to that. What
   * socat says of its errors would go into the connection, which QEMU makes its standard error.
   */
  private static String network(List<SocketLink> sockets, Path socat) {
    StringBuilder network = new StringBuilder("user,id=net,restrict=on,ipv6=off");
    for (int i = 0; i < sockets.size(); i++) {
      network.append(
          sockets.get(i).listens()
              ? ",hostfwd=tcp:127.0.0.1:%d-%s:%d"
                  .formatted(MicroVmFolder.port(i), MACHINE_ADDRESS, MicroVmFolder.port(i))
              : ",guestfwd=tcp:%s-cmd:%s -lf/dev/null -t 600 FD:0,,shut-down UNIX-CONNECT:%s"
                  .formatted(
                      MicroVmFolder.outletAddress(i),
                      socat,
                      MicroVmFolder.link(i, sockets.get(i))));
    }
    return network.toString();
  }

  private static int processors(ResourceLimits limits) {
    int wanted = (limits.cpuPercent() + FULL_PERCENT - 1) / FULL_PERCENT;
    return Math.min(wanted, Runtime.getRuntime().availableProcessors());
  }

  private static List<String> words(String text) {
    return Arrays.asList(text.split(" +"));
  }
}

package dev.oxydra.runner.isolation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What runs in QEMU's sandbox: a shell that leads QEMU and the programs that carry sockets. */
final class MicroVmScript {
  /**
   * Asked to end, it passes that on to the machine, and it ends with the code of the program there.
   * Of socat's errors only those of its start are told: a client that leaves early is none. The
   * pipe is held open for writing, so that it can be told of a stop before the machine listens.
   */
  private static final String SCRIPT =
      """
      cd /run/vm || exit 125
      mkfifo control.in control.out && exec 3<>control.in || exit 125
      trap 'echo stop >&3' TERM
      while [ "$1" != -- ]; do
        "$1" -lm -t 600 "UNIX-LISTEN:$3,fork,mode=600,unlink-early,max-children=500" "TCP:127.0.0.1:$2,nodelay" &
        shift 3
      done
      shift
      "$@" </dev/null 3>&- &
      while :; do
        wait "$!"
        kill -0 "$!" 2>/dev/null || break
      done
      [ -s exit ] || { echo "The machine ended before its program did." >&2; exit 125; }
      read -r code reason <exit
      exit "$code"
      """;

  private MicroVmScript() {}

  static List<String> command(Path socat, List<SocketLink> sockets, List<String> qemu) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "micro-vm"));
    for (int i = 0; i < sockets.size(); i++) {
      SocketLink socket = sockets.get(i);
      if (socket.listens()) {
        command.addAll(
            List.of(
                socat.toString(),
                Integer.toString(MicroVmFolder.port(i)),
                MicroVmFolder.link(i, socket)));
      }
    }
    command.add("--");
    command.addAll(qemu);
    return command;
  }
}

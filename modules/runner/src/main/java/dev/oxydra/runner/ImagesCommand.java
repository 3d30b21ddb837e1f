package dev.oxydra.runner;

import dev.oxydra.runner.isolation.MicroVmImages;
import dev.oxydra.runner.isolation.TierSettings;
import dev.oxydra.runner.isolation.container.ContainerImages;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** {@code runner images}. */
final class ImagesCommand {
  private ImagesCommand() {}

  /** Builds the images that guests and shell daemons run in. */
  static int build(Invocation invocation) throws InterruptedException {
    if (invocation.has("--micro-vm")) {
      return buildMicroVm(invocation);
    }
    String base = invocation.option("--base", ContainerImages.BASE);
    List<String> built = images(invocation).build(base, invocation.out()::println);
    invocation.out().println("Built " + String.join(" and ", built) + ".");
    invocation.out().println("Agents that run take them after: runner restart");
    return ExitCodes.OK;
  }

  private static int buildMicroVm(Invocation invocation) throws InterruptedException {
    TierSettings settings = Configuration.tiers(Configuration.load(invocation), invocation.host());
    Path images = settings.microVm().images();
    MicroVmImages.build(images, settings.distribution(), null, invocation.out()::println);
    invocation.out().println("Built the images of the tier micro_vm in " + images + ".");
    return ExitCodes.OK;
  }

  /** Prints the images of ours that the engine has. */
  static int list(Invocation invocation) {
    List<ContainerImages.Listed> images = images(invocation).list();
    if (images.isEmpty()) {
      invocation.out().println("There are no images. Build them: runner images build");
      return ExitCodes.OK;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("IMAGE", "VERSION", "CONTENT", "MATCHES", "SIZE", "CREATED"));
    images.forEach(image ->
        rows.add(
            List.of(
                image.name(),
                image.version(),
                image.content(),
                image.matches() ? "yes" : "no",
                megabytes(image.bytes()),
                image.created().truncatedTo(ChronoUnit.SECONDS).toString())));
    TextTable.print(invocation.out(), rows);
    return ExitCodes.OK;
  }

  /** Removes those that no container uses and this distribution can't. */
  static int prune(Invocation invocation) {
    List<ContainerImages.Listed> removed = images(invocation).prune();
    removed.forEach(image ->
        invocation
            .out()
            .println(
                "Removed "
                    + image.name()
                    + " of version "
                    + image.version()
                    + ", "
                    + megabytes(image.bytes())));
    if (removed.isEmpty()) {
      invocation.out().println("There is nothing to remove.");
    }
    return ExitCodes.OK;
  }

  private static ContainerImages images(Invocation invocation) {
    TierSettings settings = Configuration.tiers(Configuration.load(invocation), invocation.host());
    return ContainerImages.of(settings);
  }

  private static String megabytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }
}

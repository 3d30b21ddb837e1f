package dev.oxydra.runner.isolation.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.runner.isolation.IsolationException.Kind;
import dev.oxydra.runner.isolation.LaunchSpec;
import dev.oxydra.runner.isolation.Launched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Makes a container and starts it.
 *
 * @param spec what runs in it
 */
record ContainerStart(Engine engine, LaunchSpec spec) {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  Launched run(String image, ContainerPlan plan) {
    try {
      makeFiles();
      try {
        return engine.ask("start the " + spec.name(), client -> run(client, image, plan));
      } finally {
        Files.deleteIfExists(spec.status()); // A mount of it lasts as long as the container.
      }
    } catch (IOException e) {
      throw new IsolationException(
          Kind.NOT_STARTED,
          "Can't write the files of the " + spec.name() + ": " + e.getMessage(),
          e);
    }
  }

  private Launched run(DockerClient client, String image, ContainerPlan plan) {
    removeEarlier(client, plan);
    String id = create(client, image, plan);
    try {
      client.startContainerCmd(id).exec();
      InspectContainerResponse container = client.inspectContainerCmd(id).exec();
      return RunningContainer.of(engine, container, spec.limits().memoryBytes());
    } catch (RuntimeException e) {
      remove(client, id);
      throw e;
    }
  }

  /** A mount of a file needs one to be there. */
  private void makeFiles() throws IOException {
    touch(spec.log(), StandardOpenOption.APPEND);
    Path output = spec.output();
    if (output != null) {
      touch(output, StandardOpenOption.TRUNCATE_EXISTING);
    }
    Files.deleteIfExists(spec.status());
    Files.createFile(spec.status(), PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.write(spec.status(), spec.input());
  }

  private static void touch(Path file, StandardOpenOption how) throws IOException {
    Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how).close();
  }

  /** One that an earlier daemon left: there is only one program of this name, and it is gone. */
  private void removeEarlier(DockerClient client, ContainerPlan plan) {
    try {
      InspectContainerResponse earlier = client.inspectContainerCmd(plan.name()).exec();
      Map<String, String> labels = Objects.requireNonNullElse(earlier.getConfig().getLabels(), Map.of());
      if (!spec.name().installation().equals(labels.get(Labels.INSTALLATION))) {
        throw new IsolationException(
            Kind.NOT_STARTED,
            "There is a container named %s that isn't Oxydra's. Rename or remove it."
                .formatted(plan.name()));
      }
      remove(client, earlier.getId());
    } catch (NotFoundException e) {
      return; // As it should be.
    }
  }

  static void remove(DockerClient client, String id) {
    try {
      client.removeContainerCmd(id).withForce(true).exec();
    } catch (NotFoundException e) {
      return; // Someone else was faster.
    }
  }

  private String create(DockerClient client, String image, ContainerPlan plan) {
    return client
        .createContainerCmd(image)
        .withName(plan.name())
        .withHostName("oxydra")
        .withLabels(plan.labels())
        .withUser(plan.user())
        .withWorkingDir("/")
        .withEntrypoint(plan.entrypoint())
        .withCmd(plan.command())
        .withEnv(plan.environment())
        .withHostConfig(plan.host())
        .exec()
        .getId();
  }
}

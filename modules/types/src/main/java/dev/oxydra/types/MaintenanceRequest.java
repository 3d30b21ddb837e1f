package dev.oxydra.types;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a guest is to do with its journal, instead of serving, before it ends.
 *
 * @param file the copy's name in the folder {@code backups} beside the journal; null where none is
 *     needed
 */
public record MaintenanceRequest(Maintenance.Operation operation, @Nullable String file) {
  public MaintenanceRequest {
    Objects.requireNonNull(operation, "operation");
  }
}

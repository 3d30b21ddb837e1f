package dev.oxydra.types;

import org.jspecify.annotations.Nullable;

/**
 * The event {@code approval.mode_changed}: the user set what is asked about in a session.
 *
 * @param mode null for that of the configuration
 */
public record ApprovalModeChanged(AgentConfig.@Nullable ApprovalMode mode)
    implements EventPayload {}

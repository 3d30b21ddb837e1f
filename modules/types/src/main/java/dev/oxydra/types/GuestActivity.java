package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a guest does at this moment, {@code GET /activity} of its gateway.
 *
 * @param sessions how many there are that are not archived
 * @param runningTurns how many turns run
 * @param waitingTurns how many turns wait
 * @param spendTodayUsd what models have cost since midnight UTC as far as their prices are known,
 *     US dollars; null where no call's cost is known
 */
public record GuestActivity(
    @JsonProperty(required = true) long sessions,
    @JsonProperty(required = true) long runningTurns,
    @JsonProperty(required = true) long waitingTurns,
    @Nullable BigDecimal spendTodayUsd) {}

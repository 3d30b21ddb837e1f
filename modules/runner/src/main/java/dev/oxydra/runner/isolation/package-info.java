/**
 * Isolation tiers: how the pair of a guest, the agent JVM and its shell daemon, is started apart
 * from the host and from each other. A tier is told what to run and what of the host it may see; it
 * knows nothing of users, gateways or brokers. {@link dev.oxydra.runner.isolation.BuiltInTiers} is
 * the list of them.
 */
@NullMarked
package dev.oxydra.runner.isolation;

import org.jspecify.annotations.NullMarked;

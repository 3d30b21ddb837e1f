/**
 * The host's side: the {@code runner} command, the daemon that starts, watches and stops guests,
 * the control socket between the two, and the doctor. Configuration is read in {@code
 * runner.config}, guests reach the world through {@code runner.broker}, and how they are kept apart
 * is in {@code runner.isolation}.
 */
@NullMarked
package dev.oxydra.runner;

import org.jspecify.annotations.NullMarked;

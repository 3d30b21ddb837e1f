/**
 * What {@code runner doctor} can find out about the machine alone: kernel, folders and the file
 * systems that they are on, space, clock, loopback. Everything is tried for real where that can be
 * done without leaving anything behind. What needs the configuration, a tier or the daemon is in
 * {@code runner} itself.
 */
@NullMarked
package dev.oxydra.runner.doctor;

import org.jspecify.annotations.NullMarked;

/**
 * Measurements of whole processes and of hot paths: {@code ./dev bench NAME}. Each prints a table
 * with medians, targets, and the flags and machine that it ran with. Timings live here and never in
 * tests. Besides them, what else is made with the whole distribution: its AOT caches, and the
 * pictures of the README.
 */
@NullMarked
package dev.oxydra.benchmarks;

import org.jspecify.annotations.NullMarked;

/**
 * The tier {@code container}: each program in a container of its own, by the API of Docker or
 * Podman at a Unix socket, and the images that these are made from. Nothing here is loaded unless
 * the configuration or the command line asks for containers.
 */
@NullMarked
package dev.oxydra.runner.isolation.container;

import org.jspecify.annotations.NullMarked;

/**
 * Keeps {@code /shared} before turns change it, and brings it back. A checkpoint is a list of all
 * that is below the folder; the contents of files are stored once each, by their digest, and those
 * of files that have not changed are not read again. The folder is walked and written to through
 * handles of open folders, following no link, as programs may change it meanwhile.
 */
@NullMarked
package dev.oxydra.tools.checkpoints;

import org.jspecify.annotations.NullMarked;

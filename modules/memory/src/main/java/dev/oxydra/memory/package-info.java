/**
 * What is kept of sessions. {@link dev.oxydra.memory.SqliteJournal} is the journal in one SQLite
 * file: one thread writes and commits for many callers at once, reads and subscriptions never wait
 * for it.
 */
@NullMarked
package dev.oxydra.memory;

import org.jspecify.annotations.NullMarked;

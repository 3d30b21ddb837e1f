/**
 * What is kept of sessions. {@link dev.oxydra.memory.SqliteJournal} is the journal in one SQLite
 * file: one thread writes and commits for many callers at once, reads and subscriptions never wait
 * for it. Its projections are in a file beside it, which follows when it is asked and can be
 * deleted at any time. {@link dev.oxydra.memory.JournalMaintenance} checks, copies and restores a
 * journal that nobody serves.
 */
@NullMarked
package dev.oxydra.memory;

import org.jspecify.annotations.NullMarked;

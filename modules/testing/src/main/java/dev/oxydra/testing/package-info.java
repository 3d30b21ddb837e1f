/**
 * What tests of several modules share: fakes, contract suites that every implementation of an
 * interface extends, and conditions on the machine. Test scope only.
 */
@NullMarked
package dev.oxydra.testing;

import org.jspecify.annotations.NullMarked;

/**
 * What stands between a turn and the protocols. {@link dev.oxydra.provider.models.Models} is what a
 * guest asks, and it alone is public; it is put together from decorators, each a {@code Provider}
 * of its own: one that falls back to other models, one that tries again, one that knows the
 * catalogue. How a request looks on the wire is not here.
 */
@NullMarked
package dev.oxydra.provider.models;

import org.jspecify.annotations.NullMarked;

/**
 * The tools that reach the web; {@link dev.oxydra.tools.web.WebTools} makes them. Every connection
 * goes through the broker's proxy, which decides where it may go; TLS ends here, so that the proxy
 * sees no more than a host. What pages are made of is read by libraries that are loaded with the
 * first page.
 */
@NullMarked
package dev.oxydra.tools.web;

import org.jspecify.annotations.NullMarked;

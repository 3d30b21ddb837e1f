/**
 * The client of the Model Context Protocol; {@link dev.oxydra.tools.mcp.McpTools} makes it. Servers
 * are started when the first turn comes, programs in the shell's sandbox, others reached through
 * the broker's proxy. What they say of themselves and of their tools is taken for the words of
 * strangers: it is bounded, and their tiers are the configuration's.
 */
@NullMarked
package dev.oxydra.tools.mcp;

import org.jspecify.annotations.NullMarked;

/**
 * Anthropic's Messages, streamed, written and read on the wire: thinking blocks go back in their
 * order with their own signatures, and markers let the provider cache what stays the same from turn
 * to turn. See the <a href="https://platform.claude.com/docs/en/api/messages">API reference</a>.
 */
@NullMarked
package dev.oxydra.provider.anthropic;

import org.jspecify.annotations.NullMarked;

/**
 * OpenAI's Responses, streamed, written and read on the wire: the server keeps the conversation and
 * is told what is new, and all of it, thoughts included, goes there again where it has lost it. See
 * the <a href="https://platform.openai.com/docs/api-reference/responses">API reference</a>.
 */
@NullMarked
package dev.oxydra.provider.responses;

import org.jspecify.annotations.NullMarked;

/**
 * OpenAI chat completions, streamed, for OpenAI and everything that speaks its wire format.
 * LangChain4j writes the request; the answer is read here, from the raw events, since LangChain4j
 * reports truncated answers as whole, ignores errors in mid-stream and gives up on interleaved tool
 * calls.
 */
@NullMarked
package dev.oxydra.provider.openai;

import org.jspecify.annotations.NullMarked;

/**
 * Lines to models. {@link dev.oxydra.provider.ProviderFactory} is what each of them offers, in a
 * package of its own: {@code openai} for chat completions, {@code responses}, {@code anthropic},
 * {@code gemini}, and {@code demo} for the built-in stand-in. {@link
 * dev.oxydra.provider.BrokerHttpClient} carries their requests to the one address that a guest can
 * reach, the broker's socket; LangChain4j's default HTTP client can't do that, and loses failures
 * on the way. Retries, fallbacks and what is known of models are in {@code models}.
 */
@NullMarked
package dev.oxydra.provider;

import org.jspecify.annotations.NullMarked;

/**
 * A stand-in for a model: it needs no key and no network, understands a handful of requests by
 * rules, and calls tools for them, so that a newcomer sees the whole system work and tests have a
 * deterministic model.
 */
@NullMarked
package dev.oxydra.provider.demo;

import org.jspecify.annotations.NullMarked;

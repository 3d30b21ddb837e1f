/**
 * The doors of a guest: {@link dev.oxydra.runner.broker.Broker} is the one out, over which it
 * reaches model providers without ever seeing a key; {@link dev.oxydra.runner.broker.Relay} leads
 * clients over TCP to the one in. Who starts guests and decides what they may reach is elsewhere.
 */
@NullMarked
package dev.oxydra.runner.broker;

import org.jspecify.annotations.NullMarked;

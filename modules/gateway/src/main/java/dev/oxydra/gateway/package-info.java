/**
 * How clients reach a guest. {@link dev.oxydra.gateway.SessionHub} knows a user's sessions and runs
 * their turns; {@link dev.oxydra.gateway.Gateway} is the channel that speaks the gateway protocol
 * over WebSocket. What a turn does is not here: the hub is given a {@link
 * dev.oxydra.types.TurnRunner}.
 */
@NullMarked
package dev.oxydra.gateway;

import org.jspecify.annotations.NullMarked;

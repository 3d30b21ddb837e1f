package dev.oxydra.runner.broker;

import java.util.concurrent.Semaphore;

/**
 * The proxy as one user has it, whichever of the user's sockets is asked.
 *
 * @param gate decides where connections may go
 * @param places one for each connection that may still be made
 */
record ProxyAccess(Gate gate, ProxyLimits limits, Semaphore places) {
  ProxyAccess(Gate gate, ProxyLimits limits) {
    this(gate, limits, new Semaphore(limits.maxConnections()));
  }
}

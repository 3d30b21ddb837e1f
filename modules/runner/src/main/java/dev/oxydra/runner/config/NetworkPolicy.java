package dev.oxydra.runner.config;

/** What of the network the broker's proxy lets through. */
public enum NetworkPolicy {
  /** Nothing. */
  DENY,
  /** The hosts and ports that are listed. */
  ALLOWLIST,
  /** Every public address; those that are listed may be private ones too. */
  OPEN
}

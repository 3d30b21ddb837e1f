package dev.oxydra.runner.broker;

/** Where it is counted and written down what a user does with the proxy. */
interface ProxyUse {
  /** Counts a request; refuses it when there may be no more. */
  void admit() throws Refusal;

  /**
   * Counts bytes of either direction as they pass.
   *
   * @return whether more may follow
   */
  boolean count(long bytes);
}

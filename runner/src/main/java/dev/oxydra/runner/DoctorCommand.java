package dev.oxydra.runner;

/** {@code runner doctor}. */
final class DoctorCommand implements Command {
  @Override
  public int run(Invocation invocation) {
    return ExitCodes.OK;
  }
}

package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.util.Map;

/** As an ordinary user of the machine. */
@RequiresTool({"bwrap", "setsid", "setpriv"})
class OrdinaryToolEscapeTest extends ToolEscapeContract {
  @Override
  RunnerUnderTest runner(Map<String, String> environment) throws IOException {
    assumeTrue(RunnerUnderTest.isRoot(), "Only root can become an ordinary user");
    return RunnerUnderTest.ofOrdinaryUser(environment);
  }
}

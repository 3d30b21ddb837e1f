package dev.oxydra.endtoend;

import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.util.Map;

/** As whoever runs the tests. */
@RequiresTool({"bwrap", "setsid"})
class ToolEscapeTest extends ToolEscapeContract {
  @Override
  RunnerUnderTest runner(Map<String, String> environment) throws IOException {
    return RunnerUnderTest.inEmptyFolder(environment);
  }
}

package dev.oxydra.runner.isolation.container;

import dev.oxydra.runner.isolation.ProgramName;
import java.util.Map;

/** What containers and images of ours are known by. */
final class Labels {
  static final String INSTALLATION = "dev.oxydra.installation";
  static final String USER = "dev.oxydra.user";
  static final String ROLE = "dev.oxydra.role";
  static final String VERSION = "dev.oxydra.version";

  /** Of an image: which distribution it was made from, see {@link ImageContent#hash}. */
  static final String CONTENT = "dev.oxydra.content";

  /** Of an image: what it is for, see {@link ImageRole}. */
  static final String IMAGE = "dev.oxydra.image";

  private Labels() {}

  static Map<String, String> of(ProgramName name, String version) {
    return Map.of(
        INSTALLATION, name.installation(), USER, name.user(), ROLE, name.role(), VERSION, version);
  }

  static Map<String, String> of(ImageRole role, String version) {
    return Map.of(IMAGE, role.toString(), VERSION, version);
  }
}

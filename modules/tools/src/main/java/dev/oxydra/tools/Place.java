package dev.oxydra.tools;

import java.nio.file.Path;

/**
 * Something in the workspace that may or may not exist.
 *
 * @param shown its path as tools show it, such as {@code /shared/notes.txt}
 * @param root the real folder that confines it
 * @param real where it really is, all links resolved but one in its own place
 */
record Place(String shown, Path root, Path real) {
  boolean isRoot() {
    return real.equals(root);
  }

  /** Its path from the root. */
  Path relative() {
    return root.relativize(real);
  }

  /** How many folders it is below the root, itself included. */
  int depth() {
    return isRoot() ? 0 : relative().getNameCount();
  }

  /** The folder that is so many below the root on the way to this. */
  Place above(int depth) {
    return new Place(shown, root, depth == 0 ? root : root.resolve(relative().subpath(0, depth)));
  }

  /** Its name in its folder. */
  Path name() {
    return real.getFileName();
  }
}

package dev.oxydra.tools;

import dev.oxydra.types.Uuid7;
import java.nio.channels.WritableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Where output goes that is too long to show.
 *
 * @param limit how much is shown, in bytes
 */
record Overflow(Workspace workspace, int limit) {
  private static final String FOLDER = Workspace.TMP + "/tool-output/";

  BoundedOutput open(String tool) {
    return new BoundedOutput(this, FOLDER + tool + "-" + Uuid7.create() + ".txt");
  }

  WritableByteChannel create(String path) {
    Place place = workspace.resolve(path);
    workspace.makeParents(place);
    return workspace.inFolderOf(
        "write",
        place,
        folder ->
            folder.newByteChannel(
                place.name(),
                Set.of(
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS)));
  }
}

package dev.oxydra.tools.checkpoints;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Json;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where checkpoints lie: {@code <seq>.entries} each, {@code <seq>.json}, whose appearance makes it
 * one, and {@code objects/}. {@code unsettled} is there while contents may be there that no
 * checkpoint needs, {@code restoring} while a restore is under way, {@code tmp/} is nobody's.
 */
final class Shelf {
  private static final Logger log = LoggerFactory.getLogger(Shelf.class);

  private static final String INFO = ".json";
  private static final String ENTRIES = ".entries";
  private static final String OBJECTS = "objects";
  private static final String UNSETTLED = "unsettled";
  private static final String RESTORING = "restoring";

  /** Up to how many contents are written to the disk one by one. */
  private static final int SYNCED_ALONE = 8;

  private final Path folder;
  private final Path temporary;
  private final ObjectStore objects;
  private final List<Info> infos = new ArrayList<>();
  private int dropped;

  /** Opens it, and puts in order what an earlier process left behind. */
  Shelf(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.temporary = Files.createDirectories(folder.resolve("tmp"));
    try (DirectoryStream<Path> left = Files.newDirectoryStream(temporary)) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
    this.objects = new ObjectStore(folder.resolve(OBJECTS), temporary);
    read();
    if (Files.exists(folder.resolve(UNSETTLED))) {
      sweep();
    }
  }

  private void read() throws IOException {
    Set<Path> needed = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + INFO)) {
      for (Path file : files) {
        Info info = info(file);
        if (info != null) {
          infos.add(info);
          needed.add(entriesOf(info));
        }
      }
    }
    infos.sort(Comparator.comparingLong(Info::seq));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENTRIES)) {
      for (Path file : files) {
        if (!needed.contains(file)) {
          Files.delete(file);
        }
      }
    }
  }

  private @Nullable Info info(Path file) throws IOException {
    try {
      Info info = Json.mapper().readValue(Files.readString(file), Info.class);
      if (Files.exists(entriesOf(info))) {
        return info;
      }
    } catch (JsonProcessingException e) {
      log.warn("{} is damaged and is forgotten: {}", file, e.getOriginalMessage());
    }
    Files.delete(file);
    return null;
  }

  ObjectStore objects() {
    return objects;
  }

  Path entriesOf(Info info) {
    return folder.resolve(info.seq() + ENTRIES);
  }

  /** A name for a file that is made here and then put somewhere. */
  Path temporary() {
    return temporary.resolve(UUID.randomUUID().toString());
  }

  /** The last checkpoint; null for none. */
  @Nullable Info last() {
    return infos.isEmpty() ? null : infos.getLast();
  }

  long nextSeq() {
    return infos.isEmpty() ? 1 : infos.getLast().seq() + 1;
  }

  Optional<Info> find(SessionId session, TurnId turn) {
    return infos.reversed().stream().filter(info -> info.isOf(session, turn)).findFirst();
  }

  /** Contents will come that no checkpoint needs yet. */
  void unsettle() throws IOException {
    try {
      Files.createFile(folder.resolve(UNSETTLED));
    } catch (FileAlreadyExistsException e) {
      // An earlier one came to no end.
    }
  }

  /**
   * Makes a checkpoint.
   *
   * @param entries its list, which is moved from where it is; null for that of the last one
   */
  void add(Info info, @Nullable Path entries) throws IOException {
    Path place = entriesOf(info);
    Info last = last();
    if (entries != null) {
      Files.move(entries, place, StandardCopyOption.ATOMIC_MOVE);
    } else if (last != null) {
      share(entriesOf(last), place);
    }
    sync(objects.takeFresh());
    write(folder.resolve(info.seq() + INFO), Json.write(info));
    infos.add(info);
    Files.deleteIfExists(folder.resolve(UNSETTLED));
  }

  private static void share(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (UnsupportedOperationException e) {
      Files.copy(from, to);
    }
  }

  /** A few are synced one by one, as a whole file system may have much else to write. */
  private void sync(List<Path> fresh) throws IOException {
    if (fresh.size() > SYNCED_ALONE) {
      syncAll();
      return;
    }
    for (Path file : fresh) {
      force(file);
      force(file.resolveSibling(""));
    }
    force(folder.resolve(OBJECTS));
  }

  private static void force(Path path) throws IOException {
    try (FileChannel open = FileChannel.open(path, StandardOpenOption.READ)) {
      open.force(true);
    }
  }

  private void syncAll() throws IOException {
    try (Posix posix = new Posix();
        Folder open = Folder.open(posix, folder.toAbsolutePath().toString())) {
      open.sync();
    }
  }

  /** All of it or nothing, and on the disk. */
  private void write(Path file, String text) throws IOException {
    Path made = temporary();
    try (FileChannel out =
        FileChannel.open(made, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    force(folder);
  }

  /** Forgets a checkpoint that is not needed after all. */
  void remove(Info info) throws IOException {
    infos.remove(info);
    Files.deleteIfExists(folder.resolve(info.seq() + INFO));
    Files.deleteIfExists(entriesOf(info));
    dropped++;
  }

  /**
   * Forgets the oldest checkpoints until there are not too many, and they are not too large; always
   * keeps the last one. What they needed alone is deleted once a part of them is forgotten.
   */
  void prune(AgentConfig.Checkpoints limits) throws IOException {
    while (infos.size() > limits.keep()) {
      remove(infos.getFirst());
    }
    if (dropped > limits.keep() / 5) {
      sweep();
    }
    while (infos.size() > 1 && bytes() > limits.maxSize()) {
      for (int i = Math.max(1, infos.size() / 4); i > 0; i--) {
        remove(infos.getFirst());
      }
      sweep();
    }
  }

  /** How large all of it is, in bytes. */
  private long bytes() throws IOException {
    long size = objects.bytes();
    Set<Object> seen = new HashSet<>();
    for (Info info : infos) {
      if (seen.add(key(info))) {
        size += Files.size(entriesOf(info));
      }
    }
    return size;
  }

  /** Deletes the contents that no checkpoint needs. */
  void sweep() throws IOException {
    Set<String> needed = new HashSet<>();
    Set<Object> seen = new HashSet<>();
    for (Info info : infos) {
      if (seen.add(key(info))) {
        addContents(entriesOf(info), needed);
      }
    }
    objects.retain(needed);
    dropped = 0;
    Files.deleteIfExists(folder.resolve(UNSETTLED));
  }

  /** The same for checkpoints that share a list. */
  private Object key(Info info) throws IOException {
    Object key =
        Files.readAttributes(entriesOf(info), java.nio.file.attribute.BasicFileAttributes.class)
            .fileKey();
    return key == null ? info : key;
  }

  private static void addContents(Path entries, Set<String> needed) throws IOException {
    try (EntryReader reader = new EntryReader(entries)) {
      for (Entry entry = reader.peek(); entry != null; entry = reader.peek()) {
        if (entry.kind() == Entry.Kind.FILE) {
          needed.add(entry.content());
        }
        reader.advance();
      }
    }
  }

  /**
   * A restore that is under way.
   *
   * @param turn before which turn the folder is to be as it was
   * @param savedAs under which id it was kept as it was before
   */
  record Restoring(SessionId session, TurnId turn, TurnId savedAs) {}

  void begin(Restoring restoring) throws IOException {
    write(folder.resolve(RESTORING), Json.write(restoring));
  }

  void end() throws IOException {
    Files.deleteIfExists(folder.resolve(RESTORING));
  }

  /** The restore that an earlier process was in the middle of; null for none. */
  @Nullable Restoring restoring() throws IOException {
    try {
      return Json.mapper().readValue(Files.readString(folder.resolve(RESTORING)), Restoring.class);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** The same question without opening anything. */
  static boolean isRestoring(Path folder) {
    return Files.exists(folder.resolve(RESTORING));
  }
}

package dev.oxydra.types;

import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names under which the records of one sealed interface go over a wire. */
final class TypeNames<T> {
  private final Map<String, Class<? extends T>> byName;
  private final Map<Class<? extends T>, String> byClass;

  TypeNames(Map<String, Class<? extends T>> byName) {
    this.byName = byName;
    this.byClass =
        byName.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Entry::getValue, Entry::getKey));
  }

  /** Null for a name that isn't in the table. */
  @Nullable Class<? extends T> classOf(String name) {
    return byName.get(name);
  }

  String nameOf(T value) {
    String name = byClass.get(value.getClass());
    if (name == null) {
      throw new IllegalStateException(value.getClass() + " has no name in its table");
    }
    return name;
  }
}

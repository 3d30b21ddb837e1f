package dev.oxydra.runner.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.oxydra.types.Bytes;
import dev.oxydra.types.Secret;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Makes records of configuration, and notes every problem instead of stopping at the first. */
final class Binder {
  private final String file;
  private final Class<? extends Record> root;
  private final Scalars scalars;
  private final Problems problems;
  private final BiConsumer<String, Record> check;
  private final List<ConfigEntry> entries = new ArrayList<>();

  /**
   * @param file what {@link ConfigEntry#file()} is to say
   * @param check is called with each record that was made, and its path
   */
  Binder(
      String file,
      Class<? extends Record> root,
      Scalars scalars,
      Problems problems,
      BiConsumer<String, Record> check) {
    this.file = file;
    this.root = root;
    this.scalars = scalars;
    this.problems = problems;
    this.check = check;
  }

  /** Null when there are problems. */
  @Nullable Record bind(Config config) {
    return record(root, config.root(), "");
  }

  /** Every key that was bound, in the records' order. */
  List<ConfigEntry> entries() {
    return entries;
  }

  private @Nullable Record record(Class<?> type, ConfigObject object, String path) {
    int before = problems.count();
    refuseUnknown(type, object, path);
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = component(components[i], object, path);
    }
    if (problems.count() > before) {
      return null;
    }
    Record made = make(type, components, values, path);
    if (made != null) {
      check.accept(path, made);
    }
    return made;
  }

  private void refuseUnknown(Class<?> type, ConfigObject object, String path) {
    List<String> known = Keys.of(type);
    for (String key : new TreeSet<>(object.keySet())) {
      if (!known.contains(key)) {
        problems.add(
            value(object, key).origin(),
            Keys.join(path, key),
            "There is no such key",
            Keys.suggestion(key, known, root));
      }
    }
  }

  private @Nullable Object component(RecordComponent component, ConfigObject object, String path) {
    String key = Keys.of(component);
    String whole = Keys.join(path, key);
    ConfigValue value = object.get(key);
    if (value != null) {
      problems.remember(whole, value.origin());
    }
    if (value == null || value.valueType() == ConfigValueType.NULL) {
      return unset(component, whole, value);
    }
    if (component.getType().isRecord()) {
      return value instanceof ConfigObject nested
          ? record(component.getType(), nested, whole)
          : mismatch(component, value, whole, "a group of keys");
    }
    if (component.getType() == Map.class) {
      return value instanceof ConfigObject map
          ? map(component, map, whole)
          : mismatch(component, value, whole, "a group of keys");
    }
    Class<?> items = recordsOf(component);
    if (items != null) {
      return value instanceof ConfigList list
          ? list(items, list, component, whole)
          : mismatch(component, value, whole, "a list, such as [{ … }, { … }]");
    }
    return scalar(component, value, whole);
  }

  /** What a list has in it, where that is records. */
  private static @Nullable Class<?> recordsOf(RecordComponent component) {
    return component.getType() == List.class
            && component.getGenericType() instanceof ParameterizedType list
            && list.getActualTypeArguments()[0] instanceof Class<?> items
            && items.isRecord()
        ? items
        : null;
  }

  private List<Object> list(
      Class<?> type, ConfigList list, RecordComponent component, String path) {
    show(path, list.stream().map(Binder::inOneLine).toList(), component, list);
    List<Object> read = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String whole = Keys.join(path, Integer.toString(i + 1));
      problems.remember(whole, list.get(i).origin());
      Object item = entry(type, list.get(i), whole);
      if (item != null) {
        read.add(item);
      }
    }
    return read;
  }

  private @Nullable Object unset(
      RecordComponent component, String key, @Nullable ConfigValue value) {
    if (!isOptional(component)) {
      problems.add(key, "This key needs a value", "Give it one");
    }
    show(key, null, component, value);
    return null;
  }

  private @Nullable Object scalar(RecordComponent component, ConfigValue value, String key) {
    try {
      Object read = scalars.read(component, value);
      show(key, read, component, value);
      return read;
    } catch (Scalars.Mismatch e) {
      return mismatch(component, value, key, e.text());
    }
  }

  private @Nullable Object map(RecordComponent component, ConfigObject object, String path) {
    Class<?> values =
        (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[1];
    Map<String, Object> map = new TreeMap<>();
    for (String key : new TreeSet<>(object.keySet())) {
      ConfigValue value = value(object, key);
      String whole = Keys.join(path, key);
      problems.remember(whole, value.origin());
      Object read = values.isRecord() ? entry(values, value, whole) : text(value, whole);
      if (read != null) {
        map.put(key, read);
      }
    }
    if (!values.isRecord()) {
      show(path, map, component, object);
    }
    return map;
  }

  private @Nullable Object entry(Class<?> type, ConfigValue value, String key) {
    if (value instanceof ConfigObject nested) {
      return record(type, nested, key);
    }
    problems.add(key, "This must be a group of keys", "Write it as { … }");
    return null;
  }

  private @Nullable Object text(ConfigValue value, String key) {
    try {
      return Scalars.string(value);
    } catch (Scalars.Mismatch e) {
      problems.add(key, "This must be " + e.text(), "Write it in quotes");
      return null;
    }
  }

  private @Nullable Object mismatch(
      RecordComponent component, ConfigValue value, String key, String wanted) {
    boolean secret = component.isAnnotationPresent(Secret.class);
    String given = secret ? "" : ", not " + given(value);
    problems.add(value.origin(), key, "This must be " + wanted + given, "Correct the value");
    return null;
  }

  private @Nullable Record make(
      Class<?> type, RecordComponent[] components, @Nullable Object[] values, String path) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return (Record) type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      problems.add(path, String.valueOf(cause.getMessage()), "Correct the value");
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " can't be made", e);
    }
  }

  private void show(
      String key, @Nullable Object read, RecordComponent component, @Nullable ConfigValue value) {
    String text =
        component.isAnnotationPresent(Bytes.class) && read instanceof Long bytes
            ? Shown.bytes(bytes)
            : Shown.text(read, component.isAnnotationPresent(Secret.class));
    String origin = Problems.text(value == null ? null : value.origin());
    entries.add(new ConfigEntry(file, key, text, origin));
  }

  private static String inOneLine(ConfigValue value) {
    return value.render(ConfigRenderOptions.concise().setJson(false));
  }

  private static String given(ConfigValue value) {
    return switch (value.valueType()) {
      case OBJECT -> "a group of keys";
      case LIST -> "a list";
      case NULL -> "nothing";
      case STRING, NUMBER, BOOLEAN -> value.render();
    };
  }

  static boolean isOptional(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static ConfigValue value(ConfigObject object, String key) {
    ConfigValue value = object.get(key);
    if (value == null) {
      throw new IllegalStateException("No value for a key that is there: " + key);
    }
    return value;
  }
}

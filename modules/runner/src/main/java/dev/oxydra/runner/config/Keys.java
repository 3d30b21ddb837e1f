package dev.oxydra.runner.config;

import com.typesafe.config.ConfigUtil;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/** The names of configuration keys. */
final class Keys {
  private Keys() {}

  /** {@code maxTurns} is {@code max_turns}. */
  static String of(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  static List<String> of(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(Keys::of).toList();
  }

  static String join(String path, String key) {
    String quoted = ConfigUtil.joinPath(key);
    return path.isEmpty() ? quoted : path + "." + quoted;
  }

  /** All paths that a record has; a map's own keys are written {@code <name>}. */
  static List<String> paths(Class<?> type, String path) {
    List<String> all = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String own = path + (path.isEmpty() ? "" : ".") + of(component);
      if (component.getType().isRecord()) {
        all.addAll(paths(component.getType(), own));
      } else if (component.getGenericType() instanceof ParameterizedType map
          && map.getActualTypeArguments().length == 2
          && map.getActualTypeArguments()[1] instanceof Class<?> values
          && values.isRecord()) {
        all.addAll(paths(values, own + ".<name>"));
      } else {
        all.add(own);
      }
    }
    return all;
  }

  /** What to do about an unknown key: the nearest one, by spelling or by place. */
  static String suggestion(String unknown, Collection<String> siblings, Class<?> root) {
    String near = nearest(unknown, siblings);
    if (near != null) {
      return "Did you mean " + near + "?";
    }
    for (String path : paths(root, "")) {
      if (path.endsWith("." + unknown)) {
        return "Did you mean " + path + "?";
      }
    }
    return "Remove it; known here: " + String.join(", ", siblings);
  }

  /** What to do about a word that is none of those that can be. */
  static String oneOf(String word, Collection<String> known) {
    String near = nearest(word, known);
    return near == null
        ? "Choose one of " + String.join(", ", known)
        : "Did you mean " + near + "?";
  }

  /** Null when none is near. */
  static @Nullable String nearest(String word, Collection<String> known) {
    int least = Math.max(2, word.length() / 3) + 1;
    String nearest = null;
    for (String candidate : known) {
      int distance = LevenshteinDistance.getDefaultInstance().apply(word, candidate);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }
}

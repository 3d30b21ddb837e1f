package dev.oxydra.endtoend;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands to the constructors of test classes what takes long to make: made for the first one that
 * asks, and closed when the last test has run.
 */
final class MadeOnce implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(MadeOnce.class);

  private interface Maker {
    AutoCloseable make(ExtensionContext context) throws IOException;
  }

  private static final Map<Class<?>, Maker> MAKERS =
      Map.of(
          DebianRoot.class,
          context -> DebianRoot.make(),
          ContainerTier.class,
          context -> ContainerTier.start(get(DebianRoot.class, context)),
          MicroVmTier.class,
          context -> MicroVmTier.make(get(DebianRoot.class, context)));

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return MAKERS.containsKey(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return get(parameter.getParameter().getType(), context);
  }

  private static <T> T get(Class<T> type, ExtensionContext context) {
    Object made =
        context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(type, key -> make(key, context));
    return type.cast(made);
  }

  private static AutoCloseable make(Class<?> type, ExtensionContext context) {
    try {
      return MAKERS.get(type).make(context);
    } catch (IOException e) {
      throw new AssertionError("Can't make the " + type.getSimpleName(), e);
    }
  }
}

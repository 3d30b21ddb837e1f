package dev.oxydra.runner.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The key and certificates with which the relay shows clients who it is. */
public final class TlsKeys {
  private TlsKeys() {}

  /**
   * What TLS connections are made with.
   *
   * @param environment where the password is
   * @return null where no TLS is configured
   * @throws ConfigException when the file can't be used
   */
  public static @Nullable SSLContext context(
      RunnerConfig.Tls tls, Map<String, String> environment) {
    ConfigProblem problem = problem("relay.tls", tls, environment);
    if (problem != null) {
      throw new ConfigException(List.of(problem));
    }
    Path keystore = tls.keystore();
    try {
      return keystore == null ? null : context(keystore, password(tls, environment));
    } catch (GeneralSecurityException | IOException e) {
      throw new ConfigException(
          List.of(wrong("relay.tls.keystore", "This can't be used: " + e.getMessage(), "Mend it")));
    }
  }

  /** What is wrong with it, at the key where it is to be mended; null for nothing. */
  static @Nullable ConfigProblem problem(
      String path, RunnerConfig.Tls tls, Map<String, String> environment) {
    Path keystore = tls.keystore();
    if (keystore == null) {
      return null;
    }
    String variable = tls.passwordEnv();
    if (variable == null) {
      return wrong(
          path + ".password_env",
          "The keystore has a password",
          "Name the environment variable that holds it");
    }
    if (password(tls, environment).length == 0) {
      return wrong(path + ".password_env", variable + " is not set", "Set it to the password");
    }
    String problem = problem(keystore, password(tls, environment));
    return problem == null
        ? null
        : wrong(
            path + ".keystore",
            problem,
            "Name a PKCS#12 file with a private key and its certificates");
  }

  private static @Nullable String problem(Path keystore, char[] password) {
    if (!Files.isRegularFile(keystore)) {
      return "There is no file " + keystore;
    }
    if (!Files.isReadable(keystore)) {
      return keystore + " can't be read";
    }
    try {
      KeyStore keys = load(keystore, password);
      for (String alias : Collections.list(keys.aliases())) {
        if (keys.isKeyEntry(alias)) {
          SSLContext _ = context(keystore, password);
          return null;
        }
      }
      return keystore + " has no private key";
    } catch (GeneralSecurityException | IOException e) {
      return e instanceof UnrecoverableKeyException
              || e.getCause() instanceof UnrecoverableKeyException
          ? "The password of " + keystore + " is another one"
          : keystore + " is no PKCS#12 file";
    }
  }

  private static SSLContext context(Path keystore, char[] password)
      throws GeneralSecurityException, IOException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(load(keystore, password), password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static KeyStore load(Path keystore, char[] password)
      throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore)) {
      keys.load(in, password);
    }
    return keys;
  }

  private static char[] password(RunnerConfig.Tls tls, Map<String, String> environment) {
    String variable = tls.passwordEnv();
    return variable == null ? new char[0] : environment.getOrDefault(variable, "").toCharArray();
  }

  private static ConfigProblem wrong(String key, String message, String remedy) {
    return new ConfigProblem("runner.conf", 0, key, message, remedy);
  }
}

package dev.oxydra.runner.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.oxydra.runner.TestKeystore;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake is told with its key and what to do. */
class RunnerChecksTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("KEYS", TestKeystore.PASSWORD, "WRONG", "another");

  @TempDir static Path keys;
  @TempDir Path temporary;
  private Path folder;

  @BeforeAll
  static void keystore() throws Exception {
    TestKeystore.make(keys.resolve("good.p12"));
  }

  @BeforeEach
  void folder() throws IOException {
    folder = Files.createDirectories(temporary.resolve(".oxydra"));
    Files.copy(keys.resolve("good.p12"), folder.resolve("good.p12"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          address = "192.0.2.1" | relay.address: Others could connect to this address, and TLS is not configured. Choose 127.0.0.1 or ::1, or set relay.tls.keystore
          address = "0.0.0.0", host = a | relay.address: Others could connect to this address, and TLS is not configured. Choose 127.0.0.1 or ::1, or set relay.tls.keystore
          address = "::", host = a | relay.address: Others could connect to this address, and TLS is not configured. Choose 127.0.0.1 or ::1, or set relay.tls.keystore
          address = example.org | relay.address: This must be an IP address. Choose 127.0.0.1 or ::1
          address = "0.0.0.0", tls { keystore = good.p12, password_env = KEYS } | relay.host: Clients can't connect to 0.0.0.0. Set this to the name that the certificate is for
          host = "a/b" | relay.host: This is no name of a host. Write it like agent.example.org
          max_connections = 0 | relay.max_connections: This must be 1 to 100000, not 0. Correct the value
          tls.keystore = good.p12 | relay.tls.password_env: The keystore has a password. Name the environment variable that holds it
          tls { keystore = good.p12, password_env = NOBODY_SETS_IT } | relay.tls.password_env: NOBODY_SETS_IT is not set. Set it to the password
          tls { keystore = good.p12, password_env = WRONG } | relay.tls.keystore: The password of FOLDER/good.p12 is another one. Name a PKCS#12 file with a private key and its certificates
          tls { keystore = none.p12, password_env = KEYS } | relay.tls.keystore: There is no file FOLDER/none.p12. Name a PKCS#12 file with a private key and its certificates
          tls { keystore = text.p12, password_env = KEYS } | relay.tls.keystore: FOLDER/text.p12 is no PKCS#12 file. Name a PKCS#12 file with a private key and its certificates
          """)
  void tellsWhatIsWrongWithTheRelay(String relay, String told) throws Exception {
    Files.writeString(folder.resolve("text.p12"), "This is a text.");
    ConfigException e = assertThrows(ConfigException.class, () -> load(relay));
    assertEquals(
        List.of(folder + "/runner.conf:1: " + told.replace("FOLDER", folder.toString())),
        e.problems().stream().map(ConfigProblem::toString).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          allow = ["http://a.example"] | network.allow: An entry can't be used, it has no scheme and no path, only host and port: http://a.example. Write it like example.org, example.org:443 or *.example.org
          allow = ["*"] | network.allow: An entry can't be used, for all hosts there is policy = open: *. Write it like example.org, example.org:443 or *.example.org
          tools.shell.allow = ["127.1"] | network.tools.shell.allow: An entry can't be used, an IPv4 address is written as four decimal numbers: 127.1. Write it like example.org, example.org:443 or *.example.org
          tools.browser.policy = open | network.tools.browser: There is no such tool. Choose one of web_fetch, mcp, shell
          """)
  void tellsWhatIsWrongWithTheNetwork(String network, String told) throws Exception {
    Files.writeString(folder.resolve("runner.conf"), "network { " + network + " }\n");
    ConfigException e = assertThrows(ConfigException.class, this::load);
    assertEquals(
        List.of(folder + "/runner.conf:1: " + told),
        e.problems().stream().map(ConfigProblem::toString).toList());
  }

  @Test
  void aUsersFileReplacesTheNetworkOfAll() throws Exception {
    Files.writeString(
        folder.resolve("runner.conf"),
        "network { policy = allowlist, allow = [a.example], tools.shell.policy = deny }\n");
    Files.createDirectories(folder.resolve("users"));
    Files.writeString(
        folder.resolve("users/alice.conf"),
        "runner { network { allow = [b.example], tools.shell.policy = open } }\n");
    RunnerConfig.Network network = load().runner().network();
    assertEquals(NetworkPolicy.ALLOWLIST, network.policy());
    assertEquals(List.of("b.example"), network.allow());
    assertEquals(
        new RunnerConfig.ToolNetwork(NetworkPolicy.OPEN, null), network.tools().get("shell"));
  }

  @Test
  void aPublicAddressWithTlsIsGood() throws Exception {
    LoadedConfig config =
        load(
            "address = \"0.0.0.0\", host = localhost, tls { keystore = good.p12, password_env = KEYS }");
    assertNotNull(TlsKeys.context(config.runner().relay().tls(), ENVIRONMENT));
    assertThrows(
        ConfigException.class,
        () -> TlsKeys.context(config.runner().relay().tls(), Map.of("KEYS", "changed since")));
    assertEquals(
        List.of("localhost"), AllowedHost.in(config.agent(), "localhost").gateway().allowedHosts());
    assertNull(TlsKeys.context(load("port = 0").runner().relay().tls(), Map.of()));
  }

  private LoadedConfig load(String relay) throws IOException {
    Files.writeString(folder.resolve("runner.conf"), "relay { " + relay + " }\n");
    return load();
  }

  private LoadedConfig load() {
    return new ConfigLoader(temporary.resolve("etc"), temporary.resolve("home"))
        .load(folder, new UserId("alice"), ENVIRONMENT, List.of());
  }
}

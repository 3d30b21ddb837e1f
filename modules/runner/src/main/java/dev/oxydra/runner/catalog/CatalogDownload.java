package dev.oxydra.runner.catalog;

import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.types.Catalog;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gets a whole and right catalogue from a web server, or nothing. */
final class CatalogDownload {
  private final URI url;
  private final Limits limits;

  /**
   * What a server may take.
   *
   * @param bytes how long its answer may be
   * @param pause how long a connection, or the next part of the answer, may take
   * @param whole how long all of it may take
   */
  record Limits(long bytes, Duration pause, Duration whole) {
    /** models.dev answers with a few megabytes. */
    static final Limits DEFAULT =
        new Limits(64L << 20, Duration.ofSeconds(30), Duration.ofMinutes(5));

    Limits {
      Objects.requireNonNull(pause, "pause");
      Objects.requireNonNull(whole, "whole");
    }
  }

  /**
   * @throws CatalogException when it isn't an address of a web server
   */
  CatalogDownload(String url, Limits limits) {
    this.url = address(url);
    this.limits = limits;
  }

  /**
   * Asks once.
   *
   * @throws CatalogException when the answer is none, or wrong
   */
  Catalog get() throws InterruptedException {
    FutureTask<Catalog> asking = new FutureTask<>(this::ask);
    Thread.ofVirtual().name("catalog-download").start(asking);
    try {
      return asking.get(limits.whole().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw failed("it takes longer than " + limits.whole().toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw refused(Objects.requireNonNull(e.getCause(), "cause"));
    } finally {
      asking.cancel(true); // Closes its connection.
    }
  }

  private CatalogException refused(Throwable cause) {
    return switch (cause) {
      case CatalogException known -> known;
      case ConfigException wrong -> failed("the answer can't be used:\n" + told(wrong), wrong);
      case SocketTimeoutException silent ->
          failed("nothing came for " + limits.pause().toSeconds() + " s", silent);
      case UnknownHostException unknown -> failed("there is no such host", unknown);
      case IOException broken -> failed(reason(broken), broken);
      default -> throw new IllegalStateException("Asking " + url, cause);
    };
  }

  private Catalog ask() throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    connection.setConnectTimeout((int) limits.pause().toMillis());
    connection.setReadTimeout((int) limits.pause().toMillis());
    connection.setRequestProperty("Accept", "application/json");
    try {
      check(connection);
      try (InputStream in = new BoundedInput(connection.getInputStream(), limits.bytes())) {
        return CatalogReader.read(in, "answer", provider -> true);
      }
    } finally {
      connection.disconnect();
    }
  }

  private void check(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status < 200 || status > 299) {
      throw failed("the server answered with status " + status);
    }
    String type = String.valueOf(connection.getContentType()).toLowerCase(Locale.ROOT);
    if (type.startsWith("text/html")) {
      throw failed("the server answered with a web page, not with JSON");
    }
    if (connection.getContentLengthLong() > limits.bytes()) {
      throw failed(BoundedInput.tooLong(limits.bytes()));
    }
  }

  private CatalogException failed(String reason) {
    return new CatalogException(text(reason));
  }

  private CatalogException failed(String reason, Exception cause) {
    return new CatalogException(text(reason), cause);
  }

  private String text(String reason) {
    return "Can't get the catalogue from "
        + url
        + ": "
        + reason
        + "\nNothing was changed. Try again later, or name another address with --url or"
        + " catalog.url.";
  }

  private static String told(ConfigException wrong) {
    return String.valueOf(wrong.getMessage()).replace(". Correct the file, or remove it", "");
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static URI address(String url) {
    try {
      URI uri = URI.create(url);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      boolean web = scheme.equals("https") || scheme.equals("http");
      if (web && uri.getHost() != null && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new CatalogException(wrongAddress(), e);
    }
    throw new CatalogException(wrongAddress());
  }

  /** Without the address, which may hold a password. */
  private static String wrongAddress() {
    return "The catalogue's address must be an http or https URL without a user. Correct --url or"
        + " catalog.url.";
  }
}

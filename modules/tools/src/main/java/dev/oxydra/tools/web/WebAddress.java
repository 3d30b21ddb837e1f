package dev.oxydra.tools.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An http or https URL, split as a request needs it.
 *
 * @param host in lower case; an IPv6 address in its brackets
 * @param path with its query, never empty
 */
record WebAddress(boolean tls, String host, int port, String path) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** RFC 3986 without user and password, which would tell them to the server's logs. */
  private static final Pattern URL =
      Pattern.compile(
          "(https?)://([^/?#@\\\\:\\[\\]]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?([/?][^#]*)?(?:#.*)?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** RFC 3986, 5.2.4: nothing is above the root. */
  private static final Pattern ABOVE_ROOT = Pattern.compile("^(?:/\\.\\.?(?=/))+");

  /** RFC 3986, 2.2 and 2.3, and the percent sign. */
  private static final String LEGAL = "-._~:/?#[]@!$&'()*+,;=%";

  /**
   * Reads a URL as people write it: what must be escaped is.
   *
   * @throws WebException when it is none of http or https
   */
  static WebAddress parse(String written) {
    Matcher url = URL.matcher(written.strip());
    if (!url.matches()) {
      throw new WebException(
          "This is no http:// or https:// URL without a user and password: " + written);
    }
    boolean tls = url.group(1).equalsIgnoreCase("https");
    int port = url.group(3) == null ? usual(tls) : Integer.parseInt(url.group(3));
    String rest = url.group(4) == null ? "/" : escape(url.group(4));
    if (port < 1 || port > 65_535) {
      throw new WebException("A port is 1 to 65535, not " + port);
    }
    String path = rest.startsWith("/") ? rest : "/" + rest;
    return new WebAddress(
        tls, ascii(url.group(2)), port, ABOVE_ROOT.matcher(path).replaceFirst(""));
  }

  /** RFC 3490: what DNS knows a name as. */
  private static String ascii(String host) {
    try {
      return host.startsWith("[")
          ? host.toLowerCase(Locale.ROOT)
          : java.net.IDN.toASCII(host).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new WebException("This is no name of a host: " + host, e);
    }
  }

  private static int usual(boolean tls) {
    return tls ? HTTPS_PORT : HTTP_PORT;
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      boolean legal = c < 0x80 && (Character.isLetterOrDigit(c) || LEGAL.indexOf(c) >= 0);
      escaped.append(legal ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return escaped.toString();
  }

  /**
   * Where a reference of this page leads: RFC 3986, 5.
   *
   * @throws WebException when that is nowhere on the web
   */
  WebAddress resolve(String reference) {
    try {
      return parse(new URI(toString()).resolve(new URI(escape(reference.strip()))).toString());
    } catch (URISyntaxException e) {
      throw new WebException("This leads nowhere: " + reference, e);
    }
  }

  /** As CONNECT wants it. */
  String place() {
    return host + ":" + port;
  }

  /** As the header Host has it. */
  String authority() {
    return port == usual(tls) ? host : place();
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + authority() + path;
  }
}

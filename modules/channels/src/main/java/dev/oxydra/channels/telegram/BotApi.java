package dev.oxydra.channels.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.oxydra.channels.ChannelException;
import dev.oxydra.channels.ChannelException.Kind;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import org.telegram.telegrambots.client.okhttp.OkHttpTelegramClient;
import org.telegram.telegrambots.meta.TelegramUrl;
import org.telegram.telegrambots.meta.api.methods.botapimethods.BotApiMethod;
import org.telegram.telegrambots.meta.api.objects.ResponseParameters;
import org.telegram.telegrambots.meta.exceptions.TelegramApiException;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;

/**
 * The Bot API through the broker, which adds the bot's token: it is not known here. Each call has a
 * hard limit, whatever the other side does. Safe for use by any thread.
 *
 * @see <a href="https://core.telegram.org/bots/api">its reference</a>
 */
final class BotApi implements AutoCloseable {
  /** Stands where the library wants a token. */
  private static final String NO_TOKEN = "-";

  /** The library's objects say themselves how they are written. */
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String HOST = "telegram";
  private static final String TO_METHODS = "/bot" + NO_TOKEN + "/";
  private static final String TO_FILES = "/file/bot" + NO_TOKEN + "/";

  /** How long anything but a poll may take. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** How long a file may take. */
  private static final Duration FILE_LIMIT = Duration.ofSeconds(60);

  /** More than waits at once for one guest. */
  private static final int MOST_AT_ONCE = 64;

  private final OkHttpClient http;

  BotApi(Path brokerSocket) {
    Dispatcher dispatcher = new Dispatcher(Executors.newVirtualThreadPerTaskExecutor());
    dispatcher.setMaxRequests(MOST_AT_ONCE);
    dispatcher.setMaxRequestsPerHost(MOST_AT_ONCE);
    this.http =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .socketFactory(UnixSocket.factory(brokerSocket))
            .dns(host -> List.of(UnixSocket.anywhere()))
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
            // What is sent a second time is sent twice.
            .retryOnConnectionFailure(false)
            .followRedirects(false)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .addInterceptor(BotApi::throughBroker)
            .build();
  }

  private static Response throughBroker(Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    String path = request.url().encodedPath();
    String there =
        path.startsWith(TO_FILES)
            ? "/telegram/file/" + path.substring(TO_FILES.length())
            : "/telegram/bot/" + path.substring(TO_METHODS.length());
    Response response =
        chain.proceed(
            request
                .newBuilder()
                .header("Connection", "close")
                .url(request.url().newBuilder().encodedPath(there).build())
                .build());
    if (response.code() >= 500 || isOfBroker(response)) {
      try (ResponseBody body = response.body()) {
        throw new TroubleException(response.code(), text(body));
      }
    }
    return response;
  }

  /** The Bot API's errors have JSON too, but of another form: with {@code ok}. */
  private static boolean isOfBroker(Response response) throws IOException {
    return response.code() >= 400
        && !response.peekBody(Trouble.LONGEST).string().contains("\"ok\"");
  }

  private static String text(@Nullable ResponseBody body) throws IOException {
    return body == null ? "" : Trouble.said(body.string());
  }

  /** Makes a call. */
  <T extends Serializable> T call(BotApiMethod<T> method) throws InterruptedException {
    return call(method, LIMIT);
  }

  <T extends Serializable> T call(BotApiMethod<T> method, Duration limit)
      throws InterruptedException {
    try {
      return await(client(limit).executeAsync(method), limit);
    } catch (TelegramApiException e) {
      throw Trouble.of(e);
    }
  }

  /** A call that sends a file. */
  interface Upload<T> {
    CompletableFuture<T> begin(OkHttpTelegramClient client) throws TelegramApiException;
  }

  <T> T upload(Upload<T> upload) throws InterruptedException {
    try {
      return await(upload.begin(client(FILE_LIMIT)), FILE_LIMIT);
    } catch (TelegramApiException e) {
      throw Trouble.of(e);
    }
  }

  private OkHttpTelegramClient client(Duration limit) {
    return new OkHttpTelegramClient(
        MAPPER,
        http.newBuilder().callTimeout(limit).build(),
        NO_TOKEN,
        new TelegramUrl("http", HOST, 80, false));
  }

  private static <T> T await(CompletableFuture<T> answer, Duration limit)
      throws InterruptedException {
    try {
      // The call's own limit comes first; this is for a library that loses a call.
      return Objects.requireNonNull(
          answer.get(limit.plusSeconds(5).toMillis(), TimeUnit.MILLISECONDS), "result");
    } catch (ExecutionException e) {
      throw Trouble.of(Objects.requireNonNullElse(e.getCause(), e));
    } catch (TimeoutException e) {
      throw Trouble.of(e);
    }
  }

  /**
   * The bytes of a file.
   *
   * @param path as {@code getFile} says
   * @throws ChannelException when it can't be had, or has more than {@code most} bytes
   */
  byte[] file(String path, int most) throws InterruptedException {
    HttpUrl url =
        new HttpUrl.Builder()
            .scheme("http")
            .host(HOST)
            .encodedPath(TO_FILES)
            .addPathSegments(path)
            .build();
    try (Response response =
            http.newBuilder()
                .callTimeout(FILE_LIMIT)
                .build()
                .newCall(new Request.Builder().url(url).build())
                .execute();
        InputStream in = Objects.requireNonNull(response.body(), "body").byteStream()) {
      if (!response.isSuccessful()) {
        throw new ChannelException(
            Kind.LATER, "The file can't be had: HTTP " + response.code(), null, null);
      }
      byte[] data = in.readNBytes(most + 1);
      if (data.length > most) {
        throw new ChannelException(Kind.REFUSED, "The file is too large", null, null);
      }
      return data;
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw Trouble.of(e);
    }
  }

  /** Ends all calls that run. */
  void abort() {
    http.dispatcher().cancelAll();
  }

  @Override
  public void close() {
    abort();
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }

  /** The other side, or the broker, had trouble of its own. */
  static final class TroubleException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int status;

    TroubleException(int status, String message) {
      super(message.isEmpty() ? "HTTP " + status : message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /** What errors mean. */
  static final class Trouble {
    /** More of an answer is not looked at, in bytes. */
    static final long LONGEST = 64 * 1024;

    private static final int MOST_SAID = 300;

    private Trouble() {}

    /** What an answer that is no answer says. */
    static String said(String body) {
      try {
        JsonNode message = Json.mapper().readTree(body).path("error").path("message");
        if (message.isTextual()) {
          return message.textValue();
        }
      } catch (IOException e) {
        // A proxy's page.
      }
      String line = body.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
      return line.length() > MOST_SAID ? line.substring(0, MOST_SAID) : line;
    }

    static ChannelException of(Throwable cause) {
      for (Throwable at = cause; at != null; at = at.getCause()) {
        if (at instanceof TelegramApiRequestException refused
            && refused.getErrorCode() != null
            && refused.getErrorCode() > 0) {
          return refused(refused, refused.getErrorCode());
        }
        if (at instanceof TroubleException trouble) {
          return trouble(trouble);
        }
      }
      String message =
          Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
      return new ChannelException(
          notSent(cause) ? Kind.LATER : Kind.UNCERTAIN, message, null, cause);
    }

    private static boolean notSent(Throwable cause) {
      return cause instanceof java.net.ConnectException
          || cause instanceof java.nio.file.NoSuchFileException;
    }

    private static ChannelException trouble(TroubleException trouble) {
      // What the broker refuses has gone nowhere.
      Kind kind = trouble.status() < 500 ? Kind.LATER : Kind.UNCERTAIN;
      return new ChannelException(kind, String.valueOf(trouble.getMessage()), null, trouble);
    }

    private static ChannelException refused(TelegramApiRequestException refused, int code) {
      ResponseParameters parameters = refused.getParameters();
      Integer seconds = parameters == null ? null : parameters.getRetryAfter();
      String said = Objects.requireNonNullElse(refused.getApiResponse(), "");
      Kind kind =
          code == 429 || code == 401 || code == 409
              ? Kind.LATER
              : said.contains("message to edit not found") ? Kind.GONE : Kind.REFUSED;
      return new ChannelException(
          kind,
          code + " " + said,
          seconds == null
              ? code == 429 ? Duration.ofSeconds(3) : null
              : Duration.ofSeconds(seconds),
          refused);
    }
  }
}

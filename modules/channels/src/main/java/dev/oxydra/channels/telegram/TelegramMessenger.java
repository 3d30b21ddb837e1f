package dev.oxydra.channels.telegram;

import dev.oxydra.channels.Capabilities;
import dev.oxydra.channels.ChannelException;
import dev.oxydra.channels.Messenger;
import dev.oxydra.channels.Outgoing;
import dev.oxydra.types.ServerFrame.MediaType;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.meta.api.methods.AnswerCallbackQuery;
import org.telegram.telegrambots.meta.api.methods.ParseMode;
import org.telegram.telegrambots.meta.api.methods.send.SendAudio;
import org.telegram.telegrambots.meta.api.methods.send.SendChatAction;
import org.telegram.telegrambots.meta.api.methods.send.SendDocument;
import org.telegram.telegrambots.meta.api.methods.send.SendMessage;
import org.telegram.telegrambots.meta.api.methods.send.SendPhoto;
import org.telegram.telegrambots.meta.api.methods.send.SendVideo;
import org.telegram.telegrambots.meta.api.methods.send.SendVoice;
import org.telegram.telegrambots.meta.api.methods.updatingmessages.EditMessageText;
import org.telegram.telegrambots.meta.api.objects.InputFile;
import org.telegram.telegrambots.meta.api.objects.message.Message;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.InlineKeyboardMarkup;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.buttons.InlineKeyboardButton;
import org.telegram.telegrambots.meta.api.objects.replykeyboard.buttons.InlineKeyboardRow;
import org.telegram.telegrambots.meta.exceptions.TelegramApiRequestException;

/** Messages of the bot: Telegram's HTML, and plain text where Telegram doesn't take that. */
final class TelegramMessenger implements Messenger {
  private static final Logger LOG = LoggerFactory.getLogger(TelegramMessenger.class);

  /** A larger picture is sent as a document, in bytes. */
  private static final int LARGEST_PHOTO = 10 << 20;

  /** As much as a bot may send, in bytes. */
  private static final int LARGEST_FILE = 50 << 20;

  /** As long as what is said of a file may be. */
  private static final int LONGEST_CAPTION = 1024;

  /** One message a second for a chat, and twenty a minute for a group. */
  private static final Duration PACE = Duration.ofMillis(1200);

  private static final Duration GROUP_PACE = Duration.ofMillis(3200);

  private static final Piece NOTHING = new Piece("…", "…", "…");

  private final BotApi api;
  private final Capabilities capabilities;

  /** Groups that have become supergroups. */
  private final Map<String, String> moved = new ConcurrentHashMap<>();

  /**
   * @param maxLength of a message, in UTF-16 units
   */
  TelegramMessenger(BotApi api, int maxLength) {
    this.api = api;
    this.capabilities = new Capabilities(true, true, EnumSet.allOf(MediaType.class), maxLength);
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public List<String> pieces(String markdown) {
    return cut(markdown).stream().map(Piece::markdown).toList();
  }

  @Override
  public Duration pace(String address) {
    return address.startsWith("-") ? GROUP_PACE : PACE;
  }

  /** A chat, and a topic of it or null. */
  private record Place(String chat, @Nullable Integer topic) {}

  private Place place(String address) {
    int colon = address.indexOf(':');
    String chat = colon < 0 ? address : address.substring(0, colon);
    return new Place(
        moved.getOrDefault(chat, chat),
        colon < 0 ? null : Integer.valueOf(address.substring(colon + 1)));
  }

  @Override
  public String send(String address, Outgoing message) {
    return uninterrupted(() -> inPlace(address, place -> sent(place, message)));
  }

  /** Asks once more at the new place of a group that has moved. */
  private <T> T inPlace(String address, Call<T> call) throws InterruptedException {
    Place place = place(address);
    try {
      return call.at(place);
    } catch (ChannelException e) {
      Long to = movedTo(e);
      if (to == null) {
        throw e;
      }
      moved.put(place.chat(), Long.toString(to));
      return call.at(place(address));
    }
  }

  private interface Call<T> {
    T at(Place place) throws InterruptedException;
  }

  private static @Nullable Long movedTo(ChannelException e) {
    return e.getCause() instanceof TelegramApiRequestException refused
            && refused.getParameters() != null
        ? refused.getParameters().getMigrateToChatId()
        : null;
  }

  private String sent(Place place, Outgoing message) throws InterruptedException {
    Outgoing.Upload file = message.file();
    if (file == null) {
      return text(place, message);
    }
    if (file.data().length > LARGEST_FILE) {
      return text(
          place,
          Outgoing.text(
              "`%s` has %d MB; a bot may send 50 MB."
                  .formatted(file.name(), file.data().length >> 20)));
    }
    return Integer.toString(upload(place, message, file).getMessageId());
  }

  private String text(Place place, Outgoing message) throws InterruptedException {
    Piece piece = piece(message.text());
    Message sent =
        asHtmlOrPlain(
            () -> api.call(message(place, piece.html(), ParseMode.HTML, message)),
            () -> api.call(message(place, piece.plain(), null, message)));
    return Integer.toString(sent.getMessageId());
  }

  /** At least one, as an empty message is none. */
  private List<Piece> cut(String markdown) {
    List<Piece> pieces = Pieces.of(markdown, capabilities.maxLength());
    return pieces.isEmpty() ? List.of(NOTHING) : pieces;
  }

  private Piece piece(String markdown) {
    return cut(markdown).getFirst();
  }

  private static SendMessage message(
      Place place, String text, @Nullable String parseMode, Outgoing message) {
    return SendMessage.builder()
        .chatId(place.chat())
        .messageThreadId(place.topic())
        .text(text)
        .parseMode(parseMode)
        .disableWebPagePreview(true)
        .replyMarkup(keyboard(message))
        .build();
  }

  private static @Nullable InlineKeyboardMarkup keyboard(Outgoing message) {
    List<InlineKeyboardRow> rows =
        message.buttons().stream()
            .filter(row -> !row.isEmpty())
            .map(row ->
                new InlineKeyboardRow(
                    row.stream()
                        .map(it ->
                            InlineKeyboardButton.builder()
                                .text(it.label())
                                .callbackData(it.data())
                                .build())
                        .toList()))
            .toList();
    return rows.isEmpty() ? null : InlineKeyboardMarkup.builder().keyboard(rows).build();
  }

  private interface Attempt<T> {
    T make() throws InterruptedException;
  }

  private static <T> T asHtmlOrPlain(Attempt<T> html, Attempt<T> plain)
      throws InterruptedException {
    try {
      return html.make();
    } catch (ChannelException e) {
      if (!String.valueOf(e.getMessage()).contains("can't parse entities")) {
        throw e;
      }
      LOG.warn("Telegram doesn't take the HTML of a message: {}", e.getMessage());
      return plain.make();
    }
  }

  private Message upload(Place place, Outgoing message, Outgoing.Upload file)
      throws InterruptedException {
    String caption = message.text().isBlank() ? null : caption(message.text());
    boolean tooLarge = file.type() == MediaType.PHOTO && file.data().length > LARGEST_PHOTO;
    MediaType type = tooLarge ? MediaType.DOCUMENT : file.type();
    try {
      return upload(place, caption, file, type);
    } catch (ChannelException e) {
      // A picture that Telegram can't read is a file all the same.
      if (e.kind() != ChannelException.Kind.REFUSED
          || type == MediaType.DOCUMENT
          || movedTo(e) != null) {
        throw e;
      }
      return upload(place, caption, file, MediaType.DOCUMENT);
    }
  }

  private static String caption(String markdown) {
    List<Piece> pieces = Pieces.of(markdown, LONGEST_CAPTION);
    return pieces.isEmpty() ? "" : pieces.getFirst().plain();
  }

  private Message upload(
      Place place, @Nullable String caption, Outgoing.Upload file, MediaType type)
      throws InterruptedException {
    InputFile data = new InputFile(new ByteArrayInputStream(file.data()), file.name());
    String chat = place.chat();
    Integer topic = place.topic();
    return switch (type) {
      case PHOTO -> {
        SendPhoto it =
            SendPhoto.builder()
                .chatId(chat)
                .messageThreadId(topic)
                .photo(data)
                .caption(caption)
                .build();
        yield api.upload(client -> client.executeAsync(it));
      }
      case VIDEO -> {
        SendVideo it =
            SendVideo.builder()
                .chatId(chat)
                .messageThreadId(topic)
                .video(data)
                .caption(caption)
                .build();
        yield api.upload(client -> client.executeAsync(it));
      }
      case AUDIO -> {
        SendAudio it =
            SendAudio.builder()
                .chatId(chat)
                .messageThreadId(topic)
                .audio(data)
                .caption(caption)
                .build();
        yield api.upload(client -> client.executeAsync(it));
      }
      case VOICE -> {
        SendVoice it =
            SendVoice.builder()
                .chatId(chat)
                .messageThreadId(topic)
                .voice(data)
                .caption(caption)
                .build();
        yield api.upload(client -> client.executeAsync(it));
      }
      case DOCUMENT -> {
        SendDocument it =
            SendDocument.builder()
                .chatId(chat)
                .messageThreadId(topic)
                .document(data)
                .caption(caption)
                .build();
        yield api.upload(client -> client.executeAsync(it));
      }
    };
  }

  @Override
  public void edit(String address, String messageId, Outgoing message) {
    uninterrupted(() -> inPlace(address, place -> edited(place, messageId, message)));
  }

  private Boolean edited(Place place, String messageId, Outgoing message)
      throws InterruptedException {
    Piece piece = piece(message.text());
    try {
      var _ =
          asHtmlOrPlain(
              () -> api.call(edit(place, messageId, piece.html(), ParseMode.HTML, message)),
              () -> api.call(edit(place, messageId, piece.plain(), null, message)));
    } catch (ChannelException e) {
      if (!String.valueOf(e.getMessage()).contains("message is not modified")) {
        throw e;
      }
    }
    return true;
  }

  private static EditMessageText edit(
      Place place, String messageId, String text, @Nullable String parseMode, Outgoing message) {
    return EditMessageText.builder()
        .chatId(place.chat())
        .messageId(Integer.valueOf(messageId))
        .text(text)
        .parseMode(parseMode)
        .disableWebPagePreview(true)
        .replyMarkup(keyboard(message))
        .build();
  }

  @Override
  public void working(String address) {
    Place place = place(address);
    quietly(() ->
        api.call(
            SendChatAction.builder()
                .chatId(place.chat())
                .messageThreadId(place.topic())
                .action("typing")
                .build()));
  }

  @Override
  public void acknowledge(String pressId, String note) {
    String text = note.length() > 190 ? note.substring(0, 190) + "…" : note;
    quietly(() ->
        api.call(
            AnswerCallbackQuery.builder()
                .callbackQueryId(pressId)
                .text(text.isEmpty() ? null : text)
                .build()));
  }

  /** What nobody misses. */
  private static void quietly(Attempt<?> attempt) {
    try {
      var _ = attempt.make();
    } catch (ChannelException e) {
      LOG.debug("Telegram: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whoever is interrupted in the middle of a call doesn't know what came of it. */
  private static <T> T uninterrupted(Attempt<T> attempt) {
    try {
      return attempt.make();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChannelException(
          ChannelException.Kind.UNCERTAIN, "The channel is being closed", null, e);
    }
  }
}

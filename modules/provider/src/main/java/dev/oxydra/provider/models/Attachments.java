package dev.oxydra.provider.models;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.Modality;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderException.Kind;
import dev.oxydra.types.Role;
import dev.oxydra.types.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the files of one request are such as its model and its transport take. One in the
 * user's last message that is not is refused with the reason; one in an older message, which was
 * perhaps shown to another model, gives way to a note, as does one that a tool read, and an old one
 * when there are too many.
 */
final class Attachments {
  private final ModelRef model;
  private final Transport transport;
  private final Set<Modality> taken;
  private final Function<Modality, List<ModelRef>> takers;
  private long left;

  /**
   * @param taken what the model takes; empty where that is unknown
   * @param takers other models that take a kind of content
   */
  Attachments(
      ModelRef model,
      Transport transport,
      Set<Modality> taken,
      Function<Modality, List<ModelRef>> takers) {
    this.model = model;
    this.transport = transport;
    this.taken = taken;
    this.takers = takers;
    this.left = transport.maxRequest();
  }

  /** What a model takes; empty where that is unknown. */
  static Set<Modality> taken(ModelInfo info) {
    if (info.modalities() != null && !info.modalities().input().isEmpty()) {
      return info.modalities().input();
    }
    return Boolean.FALSE.equals(info.attachment()) ? Set.of(Modality.TEXT) : Set.of();
  }

  /**
   * The request as it can be sent.
   *
   * @throws ProviderException when what the user has just sent can't
   */
  ModelRequest fitted(ModelRequest request) {
    List<Message> messages = new ArrayList<>(request.messages());
    if (messages.stream().noneMatch(Attachments::hasFiles)) {
      return request;
    }
    int last = lastOfUser(messages);
    if (last >= 0) {
      messages.get(last).parts(Attachment.class).forEach(this::require);
      messages.set(last, plain(messages.get(last)));
    }
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (i != last) {
        messages.set(i, fitted(messages.get(i)));
      }
    }
    return request.with(messages);
  }

  private static boolean hasFiles(Message message) {
    return message.content().stream()
        .anyMatch(part ->
            part instanceof Attachment
                || (part instanceof ToolResult result && !result.attachments().isEmpty()));
  }

  private static int lastOfUser(List<Message> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).role() == Role.USER && !Resumption.isNotice(messages.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private void require(Attachment file) {
    String problem = problem(file);
    if (problem != null) {
      throw new ProviderException(
          Kind.INVALID_REQUEST, false, "The " + named(file) + " was not sent: " + problem, null);
    }
    left -= size(file);
  }

  private static Message plain(Message message) {
    return new Message(
        message.role(),
        message.content().stream()
            .map(part -> part instanceof Attachment file ? plain(file) : part)
            .toList());
  }

  /** With its media type alone: protocols have no place for the parameters. */
  private static Attachment plain(Attachment file) {
    String name = MediaType.of(file).name();
    return name.equals(file.mimeType()) ? file : new Attachment(name, file.data());
  }

  private Message fitted(Message message) {
    List<Content> content = new ArrayList<>();
    for (Content part : message.content()) {
      if (part instanceof Attachment file) {
        boolean fits = problem(file) == null;
        left -= fits ? size(file) : 0;
        content.add(
            fits
                ? plain(file)
                : new Content.Text("[A " + named(file) + " was here, and is not shown.]"));
      } else {
        content.add(part instanceof ToolResult result ? fitted(result) : part);
      }
    }
    return new Message(message.role(), content);
  }

  /** A tool read them in this turn perhaps, so that the model is told why it doesn't see them. */
  private ToolResult fitted(ToolResult result) {
    StringBuilder text = new StringBuilder(result.text());
    List<Attachment> files = new ArrayList<>();
    for (Attachment file : result.attachments()) {
      String problem = problem(file);
      if (problem == null) {
        left -= size(file);
        files.add(plain(file));
      } else {
        text.append("\n[The ").append(named(file)).append(" is not shown: ");
        text.append(problem).append(']');
      }
    }
    return result.attachments().isEmpty() ? result : result.with(text.toString(), files);
  }

  /** Why a file can't be sent, and what to do; null where it can. */
  private @Nullable String problem(Attachment file) {
    MediaType type = MediaType.of(file);
    Modality kind = type.modality();
    if (!transport.carries(kind)) {
      return "%s can't be sent a file of this type. %s".formatted(model.provider(), advice(kind));
    }
    if (kind != null && !taken.isEmpty() && !taken.contains(kind)) {
      return "%s takes no %s. %s".formatted(model, words(kind), advice(kind));
    }
    if (!transport.carries(kind, type.name())) {
      String forms = kind == Modality.IMAGE ? "PNG, JPEG, GIF and WebP" : "WAV and MP3";
      return "%s takes %s as %s alone. Convert it.".formatted(model.provider(), words(kind), forms);
    }
    return sizeProblem(file, kind);
  }

  private @Nullable String sizeProblem(Attachment file, @Nullable Modality kind) {
    long size = size(file);
    if (size > transport.max(kind)) {
      return "%s takes %s of at most %s. Make it smaller."
          .formatted(model, words(kind), megabytes(raw(transport.max(kind))));
    }
    if (size > left) {
      return "%s takes files of at most %s in one request. Send fewer or smaller ones."
          .formatted(model, megabytes(raw(transport.maxRequest())));
    }
    return null;
  }

  private String advice(@Nullable Modality kind) {
    List<ModelRef> others = kind == null ? List.of() : takers.apply(kind);
    return others.isEmpty()
        ? "Leave it out, or send it as text."
        : "Leave it out, or choose a model that does, such as " + others.getFirst() + ".";
  }

  private static String words(@Nullable Modality kind) {
    return switch (kind) {
      case null -> "files";
      case TEXT -> "text files";
      case IMAGE -> "images";
      case PDF -> "PDF files";
      case AUDIO -> "audio";
      case VIDEO -> "video";
    };
  }

  private static String named(Attachment file) {
    return "file of type %s (%s)"
        .formatted(MediaType.of(file).name(), megabytes(file.data().length));
  }

  /** Base64 makes four characters of three bytes; text is sent as it is. */
  private static long size(Attachment file) {
    return MediaType.of(file).modality() == Modality.TEXT
        ? file.data().length
        : 4L * ((file.data().length + 2L) / 3);
  }

  private static long raw(long encoded) {
    return encoded / 4 * 3;
  }

  private static String megabytes(long bytes) {
    return bytes < 100_000 ? bytes + " bytes" : String.format(Locale.ROOT, "%.2f MB", bytes / 1e6);
  }
}

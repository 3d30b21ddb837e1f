package dev.oxydra.provider.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.Modality;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Prices;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderException.Kind;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.ProviderRoute.Corrections;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.Role;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CataloguedProviderTest {
  private static final Corrections NONE = Corrections.of("known");
  private static final Catalog CATALOG =
      new Catalog(
          Map.of(
              "known",
              Map.of(
                  "blind", info(Set.of(Modality.TEXT), null, null),
                  "seeing", info(Set.of(Modality.TEXT, Modality.IMAGE), null, null),
                  "reader", info(Set.of(Modality.TEXT, Modality.PDF), null, null),
                  "old-reader", info(Set.of(Modality.TEXT, Modality.PDF), null, "deprecated"),
                  "handless", info(Set.of(Modality.TEXT), false, null))));

  private final ScriptedProvider base =
      new ScriptedProvider(ScriptedProvider.says("ok"), ScriptedProvider.says("ok"));

  private static ModelInfo info(
      Set<Modality> input, @Nullable Boolean toolCall, @Nullable String status) {
    return new ModelInfo(
        null,
        null,
        null,
        toolCall,
        new ModelInfo.Modalities(input, Set.of(Modality.TEXT)),
        new ModelInfo.Limits(1000L, null, 100L),
        new Prices(new BigDecimal("2"), new BigDecimal("8"), null, null, null, null),
        status);
  }

  private CataloguedProvider provider(String type, Corrections corrections) {
    ProviderRoute.Timeouts timeouts =
        new ProviderRoute.Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1));
    return new CataloguedProvider(
        base,
        new ProviderRoute(
            new ProviderId("mine"), type, "http://broker/x", null, null, corrections, timeouts),
        () -> CATALOG);
  }

  private static ModelRequest request(String model, Message... messages) {
    return new ModelRequest(
        ModelRef.parse("mine/" + model),
        "",
        List.of(messages),
        List.of(
            new ToolSpec("t", "T.", JsonNodeFactory.instance.objectNode(), SafetyTier.READ_ONLY)));
  }

  private static Message with(Attachment... files) {
    return new Message(Role.USER, List.<Content>of(files));
  }

  private static Attachment file(String type, int size) {
    return new Attachment(type, new byte[size]);
  }

  private ModelRequest sent(String type, Corrections corrections, ModelRequest request)
      throws InterruptedException {
    provider(type, corrections).complete(request, _ -> {});
    return base.requests().getLast();
  }

  private String refusal(String type, Corrections corrections, ModelRequest request) {
    ProviderException failure =
        assertThrows(
            ProviderException.class, () -> provider(type, corrections).complete(request, _ -> {}));
    assertEquals(Kind.INVALID_REQUEST, failure.kind());
    assertFalse(failure.retryable());
    assertEquals(List.of(), base.requests());
    return failure.getMessage();
  }

  @Test
  void aProtocolIsToldWhatIsKnown() throws InterruptedException {
    Corrections corrections =
        new Corrections("known", null, Set.of(Modality.AUDIO), true, 500L, 64L, null);
    ModelOptions options =
        sent("openai", corrections, request("blind", Message.user("hi"))).options();
    assertEquals(64, options.maxOutputTokens());
    assertEquals(Set.of(Modality.AUDIO), options.info().modalities().input());
    assertEquals(Set.of(Modality.TEXT), options.info().modalities().output());
    assertEquals(true, options.info().reasoning());
    assertEquals(new ModelInfo.Limits(1000L, 500L, 64L), options.info().limit());
  }

  @Test
  void whatTheCallerAsksForStays() throws InterruptedException {
    ModelRequest request =
        request("blind", Message.user("hi"))
            .with(new ModelOptions(ReasoningEffort.HIGH, 7L, ModelInfo.UNKNOWN));
    ModelOptions options =
        sent("openai", new Corrections("known", null, null, null, null, 64L, null), request)
            .options();
    assertEquals(7, options.maxOutputTokens());
    assertEquals(ReasoningEffort.HIGH, options.reasoning());
  }

  @Test
  void onlyAModelThatCanCallToolsIsOfferedAny() throws InterruptedException {
    assertEquals(1, sent("openai", NONE, request("blind", Message.user("hi"))).tools().size());
    assertEquals(0, sent("openai", NONE, request("handless", Message.user("hi"))).tools().size());
  }

  @Test
  void anAnswerHasItsCostAndItsModelsLimit() throws InterruptedException {
    // 10 tokens in at 2, 5 out at 8 dollars a million
    Completion answer =
        provider("openai", NONE).complete(request("blind", Message.user("hi")), _ -> {});
    assertEquals(0, new BigDecimal("0.00006").compareTo(answer.costUsd()));
    assertEquals(1000L, answer.contextLimit());
    Completion unknown =
        provider("openai", NONE).complete(request("unknown", Message.user("hi")), _ -> {});
    assertNull(unknown.costUsd());
    assertNull(unknown.contextLimit());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openai | blind | image/png | mine/blind takes no images. Leave it out, or choose a model that does, such as mine/seeing.",
        "openai | seeing | application/pdf | mine/seeing takes no PDF files. Leave it out, or choose a model that does, such as mine/reader.",
        "openai | seeing | IMAGE/TIFF; x=y | Convert it",
        "openai | unknown | audio/flac | mine takes audio as WAV and MP3 alone. Convert it.",
        "openai | unknown | video/mp4 | mine can't be sent a file of this type",
        "openai_responses | unknown | audio/wav | mine can't be sent a file of this type",
        "anthropic | unknown | image/svg+xml | PNG, JPEG, GIF and WebP alone",
        "anthropic | unknown | audio/mpeg | mine can't be sent",
        "gemini | unknown | application/zip | mine can't be sent",
        "gemini | blind | video/mp4 | takes no video. Leave it out, or send it as text.",
        "demo | blind | image/png | takes no images",
      })
  void whatAModelCantTakeIsRefused(String type, String model, String file, String reason) {
    String message =
        refusal(type, NONE, request(model, Message.user("before"), with(file(file, 4711))));
    String name = file.replaceAll(";.*", "").toLowerCase(Locale.ROOT);
    assertTrue(message.contains("file of type " + name + " (4711 bytes)"), message);
    assertTrue(message.contains(reason), message);
  }

  @ParameterizedTest
  @CsvSource({
    "openai,seeing,image/webp",
    "openai,blind,text/markdown",
    "openai,blind,application/json",
    "openai,unknown,audio/wav",
    "openai,unknown,application/pdf",
    "openai_responses,reader,application/pdf",
    "anthropic,seeing,image/gif",
    "gemini,unknown,video/mp4",
    "gemini,unknown,image/heic",
    "demo,unknown,application/zip",
  })
  void whatItCanTakeIsSent(String type, String model, String file) throws InterruptedException {
    ModelRequest request = request(model, with(file(file, 100)));
    assertEquals(request.messages(), sent(type, NONE, request).messages());
  }

  @Test
  void aMediaTypeIsSentWithoutItsParameters() throws InterruptedException {
    ModelRequest request = request("seeing", with(file("IMAGE/PNG; name=\"a.png\"", 100)));
    Attachment sent =
        sent("openai", NONE, request).messages().getFirst().parts(Attachment.class).getFirst();
    assertEquals(file("image/png", 100), sent);
  }

  @Test
  void theConfigurationKnowsBetter() throws InterruptedException {
    Corrections all = new Corrections("known", true, null, null, null, null, null);
    Corrections none = new Corrections("known", false, null, null, null, null, null);
    Corrections audio =
        new Corrections("known", false, Set.of(Modality.AUDIO), null, null, null, null);
    sent("openai", all, request("blind", with(file("image/png", 1))));
    sent("openai", audio, request("blind", with(file("audio/wav", 1))));
    assertThrows(
        ProviderException.class,
        () -> sent("openai", none, request("seeing", with(file("image/png", 1)))));
    assertThrows(
        ProviderException.class,
        () -> sent("openai", audio, request("seeing", with(file("image/png", 1)))));
  }

  @Test
  void sizesAreThoseOnTheWire() throws InterruptedException {
    int most = (5 << 20) / 4 * 3;
    sent("anthropic", NONE, request("seeing", with(file("image/png", most))));
    assertThrows(
        ProviderException.class,
        () ->
            provider("anthropic", NONE)
                .complete(request("seeing", with(file("image/png", most + 1))), _ -> {}));
  }

  @Test
  void largeFilesAreRefusedWithTheLimit() {
    String message =
        refusal("anthropic", NONE, request("seeing", with(file("image/png", 5 << 20))));
    assertTrue(message.contains("image/png (5.24 MB)"), message);
    assertTrue(message.contains("mine/seeing takes images of at most 3.93 MB"), message);
  }

  @Test
  void manyFilesAreRefusedTogether() {
    Attachment pdf = file("application/pdf", 9 << 20);
    String message = refusal("anthropic", NONE, request("reader", with(pdf, pdf, pdf)));
    assertTrue(message.contains("in one request"), message);
  }

  @Test
  void olderFilesGiveWay() throws InterruptedException {
    Message old = new Message(Role.USER, List.of(new Content.Text("Look:"), file("image/png", 8)));
    List<Message> sent =
        sent(
                "openai",
                NONE,
                request("blind", old, Message.assistant("Nice."), Message.user("And now?")))
            .messages();
    assertEquals(3, sent.size());
    assertEquals(
        List.of(
            new Content.Text("Look:"),
            new Content.Text("[A file of type image/png (8 bytes) was here, and is not shown.]")),
        sent.getFirst().content());
  }

  @Test
  void aFileThatAToolReadGivesWayToTheReason() throws InterruptedException {
    Attachment png = file("IMAGE/PNG; x=y", 8);
    Message results =
        Message.toolResults(
            List.of(
                new ToolResult("c1", ToolResult.Outcome.OK, "text"),
                new ToolResult("c2", ToolResult.Outcome.OK, "it", List.of(png))));
    ToolResult blind =
        sent("openai", NONE, request("blind", Message.user("look"), results))
            .messages()
            .getLast()
            .parts(ToolResult.class)
            .getLast();
    assertEquals(
        new ToolResult(
            "c2",
            ToolResult.Outcome.OK,
            "it\n[The file of type image/png (8 bytes) is not shown: mine/blind takes no images."
                + " Leave it out, or choose a model that does, such as mine/seeing.]"),
        blind);
    ToolResult seen =
        sent("openai", NONE, request("seeing", Message.user("look"), results))
            .messages()
            .getLast()
            .parts(ToolResult.class)
            .getLast();
    assertEquals(List.of(file("image/png", 8)), seen.attachments());
    assertEquals("it", seen.text());
  }

  @Test
  void theOldestOfTooManyGivesWay() throws InterruptedException {
    Attachment pdf = file("application/pdf", 9 << 20);
    List<Message> sent =
        sent("anthropic", NONE, request("reader", with(pdf), with(pdf), with(pdf))).messages();
    assertSame(pdf, sent.get(2).content().getFirst());
    assertSame(pdf, sent.get(1).content().getFirst());
    assertTrue(sent.get(0).text().contains("was here"), sent.toString());
  }

  @Test
  void theUsersMessageIsTheUsersThoughAnAnswerIsResumed() {
    Resumption resumption = new Resumption(request("blind", with(file("image/png", 1))), _ -> {});
    resumption.accept(new StreamEvent.TextDelta("half"));
    refusal("openai", NONE, resumption.next(ModelRef.parse("mine/blind")));
  }
}

package dev.oxydra.provider.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.provider.Inlined;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ReasoningEffort;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThinkingTest {
  private static final String SHOWN = "'type':'adaptive','display':'summarized'";
  private static final String BOUND =
      SHOWN + ",'block_binding':{'prefix_mismatch_behavior':'drop_block'}";

  private static ModelOptions options(
      ReasoningEffort effort, @Nullable Boolean reasoning, @Nullable Long output) {
    ModelInfo.Limits limits = new ModelInfo.Limits(null, null, output);
    return new ModelOptions(
        effort, null, new ModelInfo(null, null, reasoning, null, null, limits, null, null));
  }

  private static String said(String model, ModelOptions options, long maxTokens) {
    ObjectNode wire = JsonNodeFactory.instance.objectNode();
    Thinking.of(new ModelId(model), options, maxTokens).addTo(wire);
    return wire.toString().replace('"', '\'');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "claude-3-5-haiku-20241022 | HIGH | {}",
        "claude-3-7-sonnet-latest | LOW | {'thinking':{'type':'enabled','budget_tokens':4000}}",
        "claude-opus-4-20250514 | MEDIUM | {'thinking':{'type':'enabled','budget_tokens':10000}}",
        "claude-haiku-4-5 | HIGH | {'thinking':{'type':'enabled','budget_tokens':24000}}",
        "claude-haiku-4-5 | AUTO | {}",
        "claude-haiku-4-5 | OFF | {}",
        "claude-opus-4-6 | AUTO | {}",
        "claude-opus-4-6 | OFF | {}",
        "claude-opus-4-6 | LOW | {'thinking':{'type':'adaptive'},'output_config':{'effort':'low'}}",
        "anthropic/claude-opus-4.7 | HIGH | {'thinking':{"
            + SHOWN
            + "},'output_config':{'effort':'high'}}",
        "claude-opus-4-8 | AUTO | {}",
        "claude-opus-5 | AUTO | {'thinking':{" + SHOWN + "}}",
        "claude-opus-5 | OFF | {'thinking':{'type':'disabled'}}",
        "claude-opus-5-5 | OFF | {'thinking':{" + BOUND + "},'output_config':{'effort':'low'}}",
        "claude-sonnet-5 | OFF | {'thinking':{'type':'disabled'}}",
        "claude-sonnet-5-5 | OFF | {'thinking':{'type':'between_tools'}}",
        "claude-haiku-5-5 | OFF | {'thinking':{'type':'disabled'}}",
        "claude-fable-5-1 | AUTO | {'thinking':{" + BOUND + "}}",
        "claude-mythos-5-1 | OFF | {'thinking':{" + SHOWN + "},'output_config':{'effort':'low'}}",
        "claude-fable-5-1 | MEDIUM | {'thinking':{"
            + BOUND
            + "},'output_config':{'effort':'medium'}}",
        "somebody-elses-model | HIGH | {}",
      })
  void everyModelIsAskedInItsOwnWay(String model, ReasoningEffort effort, String expected) {
    assertEquals(expected, said(model, options(effort, null, null), 32_000));
  }

  @Test
  void aModelThatCantThinkIsNotAskedTo() {
    assertEquals("{}", said("claude-opus-5", options(ReasoningEffort.HIGH, false, null), 32_000));
  }

  @Test
  void othersWhoCanThinkHaveABudget() {
    assertEquals(
        "{'thinking':{'type':'enabled','budget_tokens':4000}}",
        said("somebody-elses-model", options(ReasoningEffort.LOW, true, null), 32_000));
  }

  @ParameterizedTest
  @CsvSource({"8192,6144", "2000,1500", "1400,1050"})
  void theBudgetLeavesRoomForTheAnswer(long maxTokens, long budget) {
    assertEquals(
        "{'thinking':{'type':'enabled','budget_tokens':%d}}".formatted(budget),
        said("claude-haiku-4-5", options(ReasoningEffort.HIGH, true, null), maxTokens));
  }

  @Test
  void whereThereIsNoRoomThereIsNoThought() {
    assertEquals("{}", said("claude-haiku-4-5", options(ReasoningEffort.HIGH, true, null), 1_300));
  }

  @ParameterizedTest
  @CsvSource({",,8192", ",4096,4096", ",128000,32000", "64000,128000,64000"})
  void thereIsAlwaysALimit(@Nullable Long asked, @Nullable Long output, long expected) {
    ModelOptions known = options(ReasoningEffort.AUTO, null, output);
    ModelOptions options = new ModelOptions(ReasoningEffort.AUTO, asked, known.info());
    JsonNode wire =
        MessagesRequests.of(
            new ModelRequest(
                ModelRef.parse("p/m"), "", List.of(Message.user("hi")), List.of(), options),
            new Inlined());
    assertEquals(expected, wire.path("max_tokens").asLong());
  }
}

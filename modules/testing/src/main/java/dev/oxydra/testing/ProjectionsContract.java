package dev.oxydra.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalModeChanged;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Grant;
import dev.oxydra.types.Message;
import dev.oxydra.types.MessageNode;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Projections;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.QueuedTurn;
import dev.oxydra.types.Role;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.SearchHit;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.TimeTotal;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import dev.oxydra.types.UsageTotal;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every journal's events add up to; each implementation extends it. */
public abstract class ProjectionsContract extends JournalFixture {
  private Projections projections() {
    return journal().projections();
  }

  private Event append(SessionId session, @Nullable String turn, EventPayload payload) {
    return journal()
        .append(
            List.of(new NewEvent(session, turn == null ? null : new TurnId(turn), "user", payload)))
        .getFirst();
  }

  private Event create(SessionId session) {
    return append(
        session, null, new EventPayload.SessionCreated("default", "A name", "gateway", null));
  }

  private Event says(SessionId session, String text) {
    return append(session, null, new EventPayload.UserMessage(Message.user(text)));
  }

  /** As the events say that are in the journal now. */
  private Projections expected() {
    return new InMemoryProjections(seq -> journal().readAll(seq, Integer.MAX_VALUE));
  }

  private void assertSame(String when) {
    Projections expected = expected();
    assertIterableEquals(expected.dump(), projections().dump(), when);
    assertEquals(expected.sessions(), projections().sessions(), when);
    assertEquals(expected.queue(), projections().queue(), when);
    assertEquals(expected.pendingApprovals(), projections().pendingApprovals(), when);
    assertEquals(expected.usage(null), projections().usage(null), when);
    for (String query : List.of("plan", "naive", "strass", "straß", "or", "東京", "c++ caf", "\0")) {
      assertEquals(
          places(expected.search(query, 10_000)),
          places(projections().search(query, 10_000)),
          query + ", " + when);
    }
    for (SessionInfo session : expected.sessions()) {
      SessionId id = session.sessionId();
      assertEquals(Optional.of(session), projections().session(id), when);
      assertEquals(expected.usage(id), projections().usage(id), when);
      assertEquals(expected.messages(id, 3, 5), projections().messages(id, 3, 5), when);
    }
  }

  private static Set<Long> places(List<SearchHit> hits) {
    return hits.stream().map(SearchHit::seq).collect(Collectors.toCollection(HashSet::new));
  }

  @Test
  void whatHappensAddsUpAsItWouldFromTheBeginning() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("whatHappensAddsUpAsItWouldFromTheBeginning: seed " + seed);
    Random random = new Random(seed);
    RandomEvents events = new RandomEvents(seed, journal());
    for (int i = 0; i < 400; i++) {
      events.step();
      if (random.nextInt(25) == 0) {
        assertSame("step " + i + ", seed " + seed);
      }
    }
    assertSame("seed " + seed);
    projections().rebuild();
    assertSame("rebuilt, seed " + seed);
    reopenJournal();
    assertSame("opened again, seed " + seed);
    new RandomEvents(seed + 1, journal()).step();
    assertSame("after that, seed " + seed);
  }

  @Test
  void manyWhoAskWhileOthersAppendAreAnsweredRightly() throws Exception {
    create(SESSION);
    inParallel(
        8,
        number -> {
          for (int i = 0; i < 60; i++) {
            if (number % 2 == 0) {
              Event event = says(SESSION, "message");
              List<MessageNode> own = projections().messages(SESSION, event.seq() - 1, 1);
              assertEquals(event.seq(), own.getFirst().seq());
            } else {
              Event event = append(SESSION, null, new EventPayload.SessionRenamed("n" + number));
              SessionInfo info = projections().session(SESSION).orElseThrow();
              assertTrue(!info.lastActiveAt().isBefore(event.ts()));
            }
          }
        });
    assertEquals(4 * 60, projections().messages(SESSION, 0, 10_000).size());
    assertSame("at the end");
  }

  @Test
  void sessionsFollowTheirEvents() {
    Event created = create(SESSION);
    create(OTHER);
    append(SESSION, null, new EventPayload.SessionRenamed("Another"));
    Event last = append(SESSION, null, new EventPayload.SessionArchived(true));
    assertEquals(
        new SessionInfo(
            SESSION, "default", "Another", "gateway", created.ts(), last.ts(), true, null),
        projections().session(SESSION).orElseThrow());
    assertEquals(
        List.of(SESSION, OTHER),
        projections().sessions().stream().map(SessionInfo::sessionId).toList());
    append(SESSION, null, new EventPayload.SessionRenamed(null));
    append(SESSION, null, new EventPayload.SessionArchived(false));
    SessionInfo back = projections().session(SESSION).orElseThrow();
    assertEquals(null, back.displayName());
    assertEquals(false, back.archived());
    assertEquals(Optional.empty(), projections().session(new SessionId("nobody")));
  }

  @Test
  void messagesAreATree() {
    create(SESSION);
    Event question = says(SESSION, "question");
    says(OTHER, "between");
    Event answer =
        append(
            SESSION,
            "t",
            new EventPayload.AssistantMessage(Message.assistant("answer"), FinishReason.STOP));
    MessageNode first =
        new MessageNode(question.seq(), null, SESSION, null, question.ts(), Role.USER, "question");
    MessageNode second =
        new MessageNode(
            answer.seq(),
            question.seq(),
            SESSION,
            new TurnId("t"),
            answer.ts(),
            Role.ASSISTANT,
            "answer");
    assertEquals(List.of(first, second), projections().messages(SESSION, 0, 10));
    assertEquals(List.of(second), projections().messages(SESSION, question.seq(), 10));
    assertEquals(List.of(first), projections().messages(SESSION, 0, 1));
  }

  @Test
  void nothingOfADeletedSessionIsKnown() {
    create(SESSION);
    says(SESSION, "secret plan");
    append(SESSION, "t", new EventPayload.TurnSubmitted("secret", List.of()));
    append(SESSION, "t", requested("a"));
    append(SESSION, "t", usage("0.1"));
    says(OTHER, "plain");
    assertEquals(1, projections().search("secret", 10).size());
    journal().delete(SESSION, "user");
    assertEquals(List.of(), projections().search("secret", 10));
    assertEquals(List.of(), projections().messages(SESSION, 0, 10));
    assertEquals(List.of(), projections().pendingApprovals());
    assertEquals(List.of(), projections().queue());
    assertEquals(List.of(), projections().usage(null));
    assertEquals(Optional.empty(), projections().session(SESSION));
    assertEquals(1, projections().search("plain", 10).size());
    Event again = create(SESSION);
    assertEquals(again.ts(), projections().session(SESSION).orElseThrow().createdAt());
  }

  @Test
  void turnsWaitUntilTheyEnd() {
    Event first = append(SESSION, "t", new EventPayload.TurnSubmitted("one", List.of()));
    Event second = append(SESSION, "u", new EventPayload.TurnSubmitted("two", List.of()));
    append(SESSION, "t", new EventPayload.TurnStarted());
    append(SESSION, "u", new EventPayload.TurnEdited("two, \ud83d edited"));
    append(SESSION, "v", new EventPayload.TurnEdited("of nothing"));
    assertEquals(
        List.of(
            new QueuedTurn(first, "one", true),
            new QueuedTurn(second, "two, \ud83d edited", false)),
        projections().queue());
    append(SESSION, "t", new EventPayload.TurnFailed("interrupted", "It was"));
    assertEquals(
        List.of(second), projections().queue().stream().map(QueuedTurn::submitted).toList());
    append(SESSION, "u", new EventPayload.TurnCancelled());
    append(SESSION, "u", new EventPayload.TurnSubmitted("two again", List.of()));
    assertEquals(List.of(), projections().queue());
  }

  @Test
  void approvalsWaitForTheirAnswers() {
    Event first = append(SESSION, "t", requested("a"));
    Event second = append(OTHER, "t", requested("b"));
    assertEquals(List.of(first, second), projections().pendingApprovals());
    append(
        SESSION,
        "t",
        new ApprovalEvent.Resolved("a", ApprovalEvent.Decision.ALLOW_ONCE, "gateway", null));
    assertEquals(List.of(second), projections().pendingApprovals());
  }

  @Test
  void answersForLaterCallsAreKept() {
    append(SESSION, "t", requested("a"));
    append(OTHER, "t", requested("b"));
    append(SESSION, "t", requested("c"));
    append(SESSION, "t", requested("d"));
    append(SESSION, "t", answered("c", ApprovalEvent.Decision.ALLOW_ALWAYS));
    append(OTHER, "t", answered("b", ApprovalEvent.Decision.ALLOW_SESSION));
    append(SESSION, "t", answered("a", ApprovalEvent.Decision.ALLOW_ONCE));
    append(SESSION, "t", answered("d", ApprovalEvent.Decision.DENY));
    List<Grant> grants = projections().grants();
    assertEquals(
        List.of("b", "c"), grants.stream().map(grant -> grant.request().approvalId()).toList());
    assertEquals(
        new Grant(
            OTHER, (ApprovalEvent.Requested) requested("b"), ApprovalEvent.Decision.ALLOW_SESSION),
        grants.getFirst());
    append(OTHER, null, new EventPayload.SessionDeleted(2));
    assertEquals(1, projections().grants().size());
  }

  @Test
  void aSessionsModeIsTheOneThatWasSetLastAndNoForkHasIt() {
    create(SESSION);
    assertEquals(Optional.empty(), projections().approvalMode(SESSION));
    append(SESSION, null, new ApprovalModeChanged(ApprovalMode.ASK));
    long at = append(SESSION, null, new ApprovalModeChanged(ApprovalMode.FULL)).seq();
    append(OTHER, null, new ApprovalModeChanged(ApprovalMode.READ_ONLY));
    assertEquals(Optional.of(ApprovalMode.FULL), projections().approvalMode(SESSION));
    SessionId fork = new SessionId("fork");
    journal()
        .fork(SESSION, at, fork, new EventPayload.SessionCreated("default", null, "gateway", null));
    assertEquals(Optional.empty(), projections().approvalMode(fork));
    append(SESSION, null, new ApprovalModeChanged(null));
    assertEquals(Optional.empty(), projections().approvalMode(SESSION));
    assertEquals(Optional.of(ApprovalMode.READ_ONLY), projections().approvalMode(OTHER));
    journal().delete(OTHER, "user");
    assertEquals(Optional.empty(), projections().approvalMode(OTHER));
  }

  @Test
  void whoWorksForOthersHasTheSessionAtTheTopForItsRoot() {
    create(SESSION);
    append(OTHER, null, new EventPayload.SessionCreated("a", null, "delegation", SESSION));
    SessionId third = new SessionId("third");
    append(third, null, new EventPayload.SessionCreated("b", null, "delegation", OTHER));
    assertEquals(SESSION, journal().root(third));
    assertEquals(SESSION, journal().root(SESSION));
    assertEquals(new SessionId("none"), journal().root(new SessionId("none")));
  }

  private static EventPayload answered(String id, ApprovalEvent.Decision decision) {
    return new ApprovalEvent.Resolved(id, decision, "gateway", null);
  }

  private static EventPayload requested(String id) {
    return new ApprovalEvent.Requested(
        id,
        "call",
        "shell_exec",
        JsonNodeFactory.instance.objectNode().put("command", "ls"),
        SafetyTier.SIDE_EFFECTING,
        "It writes",
        Instant.EPOCH);
  }

  private static EventPayload.UsageRecorded usage(@Nullable String cost) {
    return new EventPayload.UsageRecorded(
        new ProviderId("openai"),
        new ModelId("gpt"),
        new Usage(10, 5, 2, 1, 3),
        cost == null ? null : new BigDecimal(cost),
        null);
  }

  @Test
  void costsAreExact() {
    Event event = append(SESSION, "t", usage(null));
    assertEquals(null, projections().usage(SESSION).getFirst().costUsd());
    IntStream.range(0, 10).forEach(i -> append(SESSION, "t", usage("0.1")));
    append(SESSION, "t", usage("123456789.00000000001"));
    append(SESSION, "t", usage(null));
    assertEquals(
        List.of(
            new UsageTotal(
                SESSION,
                event.ts().atZone(ZoneOffset.UTC).toLocalDate(),
                new ProviderId("openai"),
                new ModelId("gpt"),
                13,
                new Usage(130, 65, 26, 13, 39),
                new BigDecimal("123456790.00000000001"))),
        projections().usage(null));
    assertEquals(List.of(), projections().usage(OTHER));
  }

  @Test
  void timesAddUpBySessionAndDay() {
    Event event = append(SESSION, "t", new EventPayload.TimeRecorded(1500));
    append(SESSION, "u", new EventPayload.TimeRecorded(2));
    append(OTHER, "t", new EventPayload.TimeRecorded(7));
    LocalDate day = event.ts().atZone(ZoneOffset.UTC).toLocalDate();
    assertEquals(List.of(new TimeTotal(SESSION, day, 1502)), projections().times(SESSION));
    assertEquals(2, projections().times(null).size());
  }

  @Test
  void wordsAreFoundWithoutRegardToCaseAndAccents() {
    long naive = says(SESSION, "A NAÏVE approach to planets, don't you think?").seq();
    long plan = says(OTHER, "What is the plan? \"Plan\" it, plan!").seq();
    assertEquals(Set.of(naive), places(projections().search("naive APPROACH", 10)));
    assertEquals(Set.of(naive, plan), places(projections().search("pla", 10)));
    assertEquals(Set.of(plan), places(projections().search("plan it", 10)));
    assertEquals(Set.of(), places(projections().search("pla it", 10)), "only the last is begun");
    assertEquals(Set.of(naive), places(projections().search("don't", 10)));
    assertEquals(1, projections().search("pla", 1).size());
    SearchHit hit = projections().search("naive", 10).getFirst();
    assertEquals(SESSION, hit.sessionId());
    assertTrue(hit.snippet().contains("NAÏVE approach"), hit.snippet());
    List<SearchHit> hits = projections().search("pla", 10);
    assertTrue(hits.get(0).score() >= hits.get(1).score());
  }

  @Test
  void noSearchIsASyntaxError() {
    says(SESSION, "one or two and three near four");
    for (String query :
        List.of(
            "",
            "  ",
            "\"",
            "'",
            "*",
            "-",
            "AND",
            "OR NOT",
            "NEAR(",
            "a:b",
            "^one",
            "{x}",
            "text : one",
            "one*",
            "\0",
            "\ud800",
            "😀",
            "\u0301",
            "one + two",
            "(one",
            "%_",
            "--")) {
      assertTrue(projections().search(query, 10).size() <= 1, query);
    }
    assertEquals(List.of(), projections().search(" -?*\" ", 10));
    assertEquals(1, projections().search("one (and) two*", 10).size());
    assertEquals(1, projections().search("NEAR OR AND", 10).size());
    assertEquals(List.of(), projections().search("word ".repeat(20_000), 10));
    assertThrows(IllegalArgumentException.class, () -> projections().search("one", 0));
    assertThrows(IllegalArgumentException.class, () -> projections().messages(SESSION, 0, 0));
  }

  @Test
  void anEmptyJournalAddsUpToNothing() {
    assertEquals(List.of(), projections().sessions());
    assertEquals(List.of(), projections().dump());
    projections().rebuild();
    assertEquals(List.of(), projections().queue());
  }
}

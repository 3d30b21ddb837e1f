package dev.oxydra.types;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What a person can tell a front end to do, by a line that begins with a slash. This one table
 * makes their completion, their help and the guidebook's list.
 */
public enum SlashCommand {
  NEW("[name] [--agent agent]", "a new session, with another agent than the default one"),
  SESSIONS("", "the list of sessions: go to one, rename it, put it away"),
  SWITCH("<id or name>", "another session; the beginning of its id is enough"),
  HANDOFF("", "goes on here with what was last said in another front end, or goes back"),
  RENAME("[name]", "gives this session a name; takes it away without one"),
  ARCHIVE("", "puts this session away, out of the list; /unarchive brings it back"),
  UNARCHIVE("", "brings this session back into the list"),
  FORK("[name]", "a new session that begins as this one did so far"),
  MODEL("[name]", "lists the models; asks provider/model, or default, from now on"),
  STEER("<text>", "tells the running turn something, before its next call of the model"),
  CANCEL("", "cancels the running turn"),
  CANCELALL("", "cancels the running turn and all that wait behind it"),
  AGENT("[name]", "lists the agents; begins a session with one"),
  MODE("[mode]", "what you are asked about here: ask, auto, read_only, full, or default"),
  APPROVE(
      "[answer] [note]",
      "shows the question, or answers it: y once, s in this session, a always, n not at all"),
  UNDO("", "brings your files back to what they were before the last change"),
  REWIND("[number]", "lists the turns before which files were kept, or goes back to one"),
  MEMORY("[words]", "lists the notes, or finds notes and messages; Enter goes there"),
  FORGET("<words>", "finds notes and messages, to be forgotten for good"),
  RECALLED("", "what was recalled for the last answer"),
  FIND("<words>", "finds messages in all sessions; Enter goes there"),
  SCHEDULE("", "the schedules: run one now, pause or delete it"),
  SKILLS("", "the skills that your agent has"),
  CONTEXT("", "what the model is sent, and how much of its context that takes"),
  USAGE("[days]", "what models were used for, by day and by model"),
  BUDGET("", "what was spent, of what may be"),
  CONSTRAINT("[text]", "sets what holds in every turn; lists them; remove <number> takes one back"),
  MARK("[number]", "lists what you wrote, or has one of that hold in every turn"),
  ATTACH("<file>", "sends a file of yours with the message; so does one that you drop here"),
  EXPORT("[markdown or jsonl]", "writes this session to a file in the folder that you are in"),
  COPY("[code]", "the last answer, or the last code in it, for the clipboard"),
  THEME("<name>", "colours: auto, dark, light or mono"),
  STATUS("", "how your agent is, and what it runs in"),
  HELP("", "lists this"),
  QUIT("", "leaves; your agent goes on");

  private final String arguments;
  private final String does;

  SlashCommand(String arguments, String does) {
    this.arguments = Objects.requireNonNull(arguments, "arguments");
    this.does = Objects.requireNonNull(does, "does");
  }

  /** With its slash, in lower case. */
  public String word() {
    return "/" + name().toLowerCase(Locale.ROOT);
  }

  /** What stands after it; in brackets what may be left out; empty for nothing. */
  public String arguments() {
    return arguments;
  }

  /** What it does, for people, as the end of a sentence. */
  public String does() {
    return does;
  }

  /** How it is typed. */
  public String usage() {
    return arguments.isEmpty() ? word() : word() + " " + arguments;
  }

  /** Whether it is complete without anything after it. */
  public boolean standsAlone() {
    return !arguments.startsWith("<");
  }

  /**
   * The command of a word.
   *
   * @param word with its slash; case doesn't count
   */
  public static Optional<SlashCommand> of(String word) {
    return Arrays.stream(values())
        .filter(command -> command.word().equalsIgnoreCase(word))
        .findFirst();
  }
}

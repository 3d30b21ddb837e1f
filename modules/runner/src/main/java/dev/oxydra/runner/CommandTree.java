package dev.oxydra.runner;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;

/**
 * The command line's grammar and help. It is built by calls, as reading annotations by reflection
 * costs every start.
 */
final class CommandTree {
  private static final String NAME = "runner";

  private CommandTree() {}

  static CommandLine of() {
    CommandSpec runner =
        spec(NAME, null, "Starts, watches and stops the agents that work for you.")
            .addOption(
                inherited("--user", "NAME", "whose agent it is about; you, when it is left out"))
            .addOption(
                inherited(
                    "--dir",
                    "FOLDER",
                    "where the configuration folder .oxydra is; here, when it is left out"))
            .addOption(
                OptionSpec.builder("-V", "--version")
                    .type(boolean.class)
                    .versionHelp(true)
                    .description("print which Oxydra and which Java this is")
                    .build())
            .versionProvider(CommandTree::version);
    runner.usageMessage().footer("", "Start with: runner tui");
    runner
        .addSubcommand("start", start())
        .addSubcommand("stop", stop())
        .addSubcommand("status", status())
        .addSubcommand("restart", restart())
        .addSubcommand("reload", reload())
        .addSubcommand("logs", logs())
        .addSubcommand(
            "attach",
            spec(
                "attach",
                new AttachCommand(),
                "Opens a terminal to your agent, which must run already."))
        .addSubcommand(
            "tui",
            spec(
                    "tui",
                    new TuiCommand(),
                    "Opens a terminal to your agent, which is started if it doesn't run.")
                .addOption(insecure()))
        .addSubcommand("ask", ask())
        .addSubcommand("backup", backup())
        .addSubcommand("restore", restore())
        .addSubcommand("memory", memory())
        .addSubcommand("schedule", schedule())
        .addSubcommand("skills", skills())
        .addSubcommand(
            "budget",
            spec(
                    "budget",
                    BudgetCommand::show,
                    "Says what your agent, which must run, has spent, and of which budget.")
                .addOption(flag("--json", "as JSON, for programs")))
        .addSubcommand("config", config())
        .addSubcommand("catalog", catalog())
        .addSubcommand("images", images())
        .addSubcommand(
            "doctor",
            spec(
                    "doctor",
                    new DoctorCommand(),
                    "Checks everything that an agent needs, and what it keeps; says what to do.")
                .addOption(
                    flag(
                        "--rebuild",
                        "build anew what is derived from the journal, see the guidebook"))
                .addOption(flag("--offline", "don't ask the provider"))
                .addOption(flag("--json", "as JSON, for programs")))
        .addSubcommand("setup", setup())
        .addSubcommand(
            "completion",
            spec(
                "completion",
                CommandTree::completion,
                "Prints a completion script for bash and zsh: source <(runner completion)"))
        .addSubcommand("daemon", daemon());
    return new CommandLine(runner);
  }

  private static String[] version() {
    return new String[] {
      "Oxydra " + Version.current(),
      "Java " + Runtime.version() + " in " + System.getProperty("java.home")
    };
  }

  private static CommandSpec start() {
    return starting(
            spec("start", new StartCommand(), "Starts your agent, and the daemon if none runs."),
            "start the agents of all users: those in .oxydra/users, and those known already")
        .addOption(flag("--foreground", "be the daemon, in this process, for a service manager"));
  }

  private static CommandSpec stop() {
    return spec("stop", new StopCommand(), "Stops your agent; the daemon ends with its last agent.")
        .addOption(flag("--all", "stop the agents of all users, and the daemon"));
  }

  private static CommandSpec status() {
    return spec(
            "status",
            new StatusCommand(),
            "Says which agents run, how they are, what they do and take, and where to find them:",
            "all users', or that of --user.")
        .addOption(flag("--json", "as JSON, for programs"));
  }

  private static CommandSpec restart() {
    return starting(
        spec(
            "restart",
            new RestartCommand(),
            "Stops your agent and starts it again, with the configuration as it is now."),
        "restart the agents of all users");
  }

  private static CommandSpec starting(CommandSpec spec, String all) {
    return spec.addOption(insecure())
        .addOption(flag("--all", all))
        .addOption(
            OptionSpec.builder("--env")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("NAME=VALUE")
                .description(
                    "a variable for the agent, or for its commands when NAME begins with SHELL_, which is taken off; may be repeated. environment.allow in runner.conf must list it.")
                .build())
        .addOption(
            text("--env-file", "FILE", "such variables, a line each; readable by you alone"));
  }

  private static CommandSpec reload() {
    return spec(
            "reload",
            new ReloadCommand(),
            "Reads the configuration anew for an agent that runs: says what takes effect now, and",
            "what does when it is started again.")
        .addOption(flag("--all", "for the agents of all users that run"))
        .addOption(insecure());
  }

  private static CommandSpec logs() {
    CommandSpec logs =
        spec("logs", new LogsCommand(), "Shows what your agent or the daemon logged.")
            .addOption(choice("--role", LogsCommand.Role.class, "guest"))
            .addOption(choice("--stream", LogsCommand.Stream.class, "all"))
            .addOption(
                OptionSpec.builder("--tail")
                    .type(int.class)
                    .paramLabel("N")
                    .description("how many lines; 50, or all with --since, when it is left out")
                    .build())
            .addOption(
                text(
                    "--since",
                    "TIME",
                    "not what is older: 90s, 10m, 2h, 1d, or a time such as 2026-01-31T08:00:00Z"))
            .addOption(flag("--follow", "go on with what comes"))
            .addOption(choice("--format", LogsCommand.Format.class, "text"));
    logs.usageMessage()
        .footer(
            "",
            "Examples:",
            "  runner logs --since 10m --stream stderr",
            "  runner logs --role daemon --follow --format json");
    return logs;
  }

  private static OptionSpec choice(String name, Class<?> type, String otherwise) {
    return OptionSpec.builder(name)
        .type(type)
        .paramLabel(name.substring(2).toUpperCase(Locale.ROOT))
        .description("${COMPLETION-CANDIDATES}; " + otherwise + ", when it is left out")
        .build();
  }

  private static CommandSpec setup() {
    return spec(
            "setup",
            new SetupCommand(),
            "Asks what you want, a question each, and writes it into the configuration.")
        .addOption(flag("--yes", "ask nothing, take what is in brackets, and start nothing"))
        .addOption(flag("--offline", "don't ask the provider"));
  }

  private static CommandSpec ask() {
    CommandSpec ask =
        spec(
                "ask",
                new AskCommand(),
                "Asks your agent, which is started if it doesn't run, and prints the answer. What is",
                "piped in is put after the words, or is what is asked.")
            .addPositional(
                PositionalParamSpec.builder()
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .arity("0..*")
                    .paramLabel("TEXT")
                    .description("what to ask")
                    .build())
            .addOption(flag("--json", "the events of the turn, a line of JSON each"))
            .addOption(
                text(
                    "--session",
                    "ID|NAME",
                    "its id, the beginning of it, or its name; your default session, when it is left out"))
            .addOption(flag("--new", "in a new session, whose id is told on the standard error"))
            .addOption(text("--agent", "NAME", "with --new: whom to ask"))
            .addOption(text("--model", "PROVIDER/MODEL", "which model is to answer this time"))
            .addOption(
                OptionSpec.builder("--approve")
                    .type(AskCommand.Approve.class)
                    .paramLabel("HOW")
                    .description(
                        "calls that wait for your word: none denies them, all allows each once, ask asks on the terminal; none, when it is left out")
                    .build())
            .addOption(text("--timeout", "TIME", "cancel the turn after that: 90s, 10m, 2h, 1d"))
            .addOption(flag("--quiet", "don't say what the turn does"))
            .addOption(insecure());
    ask.usageMessage()
        .exitCodeList(ExitCodes.ofAsk())
        .footer(
            "",
            "Examples:",
            "  runner ask what is in my files",
            "  git diff | runner ask --new --timeout 10m review this");
    return ask;
  }

  private static CommandSpec backup() {
    return spec(
            "backup",
            new BackupCommand(),
            "Writes a copy of your agent's journal, all of its sessions, to a file.")
        .addPositional(file("the file that is written, or the folder that it is put into"))
        .addOption(flag("--force", "replace the file if there is one"))
        .addOption(insecure());
  }

  private static CommandSpec restore() {
    return spec(
            "restore",
            new RestoreCommand(),
            "Puts such a copy in the journal's place, which is kept; an agent that runs is restarted.")
        .addPositional(file("what backup wrote"))
        .addOption(insecure());
  }

  private static PositionalParamSpec file(String description) {
    return positional("FILE", description);
  }

  private static PositionalParamSpec path(String description) {
    return positional("PATH", description);
  }

  private static PositionalParamSpec positional(String label, String description) {
    return PositionalParamSpec.builder()
        .type(String.class)
        .arity("1")
        .required(true)
        .paramLabel(label)
        .description(description)
        .build();
  }

  private static CommandSpec memory() {
    return spec("memory", null, "Writes out what your agent remembers, or takes it in.")
        .addSubcommand(
            "export",
            spec(
                    "export",
                    new MemoryExport(),
                    "Writes all notes of your agent, which must run, to a file or a folder.")
                .addPositional(
                    path("the file, - for the standard output, or the folder for markdown"))
                .addOption(choice("--format", MemoryExport.Format.class, "jsonl"))
                .addOption(flag("--conversations", "what was said in all sessions, as jsonl"))
                .addOption(flag("--force", "replace the file, or files of a folder")))
        .addSubcommand(
            "import",
            spec(
                    "import",
                    new MemoryImport(),
                    "Takes notes or conversations that were written out, or written by hand.")
                .addPositional(path("a file of JSON lines, or a folder of Markdown"))
                .addOption(flag("--delete-missing", "forget notes that have no file in the folder"))
                .addOption(flag("--yes", "don't ask before that")));
  }

  private static CommandSpec schedule() {
    return spec(
            "schedule", null, "Shows the schedules of your agent, which must run, or changes one.")
        .addSubcommand(
            "list",
            spec("list", ScheduleCommand::list, "Lists them, the next one due first.")
                .addOption(flag("--json", "as JSON, for programs")))
        .addSubcommand(
            "runs", ofSchedule("runs", ScheduleCommand::runs, "Says what became of one's runs."))
        .addSubcommand(
            "pause",
            ofSchedule(
                "pause", ScheduleCommand::pause, "Lets one run no more, until it is resumed."))
        .addSubcommand(
            "resume",
            ofSchedule(
                "resume",
                ScheduleCommand::resume,
                "Lets one run again; what it missed is not made up for."))
        .addSubcommand(
            "run-now",
            ofSchedule("run-now", ScheduleCommand::runNow, "Runs one, whenever it is due."));
  }

  private static CommandSpec skills() {
    return spec(
            "skills", null, "Shows the instructions that agents look up, adds and removes some.")
        .addSubcommand(
            "list", spec("list", SkillsCommand::list, "Lists them, and those that can't be used."))
        .addSubcommand(
            "show",
            spec("show", SkillsCommand::show, "Prints what one tells an agent.")
                .addPositional(positional("SKILL", "its name")))
        .addSubcommand(
            "add",
            spec(
                    "add",
                    SkillsCommand::add,
                    "Adds one, when you have seen what it contains; later changes keep it from being used.")
                .addPositional(
                    positional("SOURCE", "a folder, a zip file, or an address that git can clone"))
                .addOption(flag("--project", "for this configuration folder alone"))
                .addOption(flag("--yes", "don't ask")))
        .addSubcommand(
            "remove",
            spec("remove", SkillsCommand::remove, "Removes one that was added.")
                .addPositional(positional("SKILL", "its name"))
                .addOption(flag("--project", "from this configuration folder")));
  }

  private static CommandSpec ofSchedule(String name, Command command, String description) {
    return spec(name, command, description)
        .addPositional(positional("SCHEDULE", "its id, the beginning of one, or its name"));
  }

  private static CommandSpec config() {
    return spec("config", null, "Shows or checks the configuration.")
        .addSubcommand(
            "show",
            spec(
                "show",
                ConfigCommand::show,
                "Prints every key's value and where it comes from; secrets are masked."))
        .addSubcommand(
            "check",
            spec("check", ConfigCommand::check, "Says all that is wrong with the configuration."));
  }

  private static CommandSpec catalog() {
    return spec("catalog", null, "Shows, fetches or checks what is known of models.")
        .addSubcommand(
            "show",
            spec("show", CatalogCommand::show, "Prints models with their limits and prices.")
                .addPositional(
                    PositionalParamSpec.builder()
                        .type(String.class)
                        .arity("0..1")
                        .paramLabel("PATTERN")
                        .description("a part of the name; all, when it is left out")
                        .build())
                .addOption(text("--provider", "NAME", "only this provider's models"))
                .addOption(flag("--json", "as catalog.json has it")))
        .addSubcommand(
            "fetch",
            spec(
                    "fetch",
                    CatalogCommand::fetch,
                    "Gets the catalogue that is current, and keeps it if it is right.")
                .addOption(text("--url", "URL", "from there; catalog.url, when it is left out")))
        .addSubcommand(
            "verify",
            spec("verify", CatalogCommand::verify, "Says all that is wrong with the catalogue."));
  }

  private static CommandSpec images() {
    return spec("images", null, "Builds, shows or removes the images that guests run in.")
        .addSubcommand(
            "build",
            spec(
                    "build",
                    ImagesCommand::build,
                    "Builds the images of the tier container from this installation.")
                .addOption(
                    text(
                        "--base",
                        "IMAGE",
                        "what they are built on; Debian's own, when it is left out"))
                .addOption(flag("--micro-vm", "those of the tier micro_vm, of Debian's packages")))
        .addSubcommand(
            "list",
            spec("list", ImagesCommand::list, "Prints them, and whether this installation fits."))
        .addSubcommand(
            "prune",
            spec(
                "prune",
                ImagesCommand::prune,
                "Removes those that don't fit this installation and that nothing uses."));
  }

  private static CommandSpec daemon() {
    CommandSpec daemon =
        spec("daemon", new DaemonCommand(), "Supervises agents; start starts it when needed.");
    daemon.usageMessage().hidden(true);
    return daemon;
  }

  private static CommandSpec spec(String name, @Nullable Command command, String... description) {
    CommandSpec spec =
        command == null ? CommandSpec.create() : CommandSpec.wrapWithoutInspection(command);
    spec.name(name)
        .addOption(
            OptionSpec.builder("-h", "--help")
                .type(boolean.class)
                .usageHelp(true)
                .description("print this")
                .build());
    spec.usageMessage()
        .description(description)
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(ExitCodes.descriptions())
        .commandListHeading("%nCommands:%n")
        .optionListHeading("%nOptions:%n");
    return spec;
  }

  private static OptionSpec insecure() {
    return flag(
        "--insecure", "where bubblewrap can't be had, run WITHOUT ISOLATION and without a shell");
  }

  private static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).description(description).build();
  }

  private static OptionSpec text(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  private static OptionSpec inherited(String name, String label, String description) {
    return text(name, label, description).toBuilder().scopeType(ScopeType.INHERIT).build();
  }

  private static int completion(Invocation invocation) {
    invocation.out().print(AutoComplete.bash(NAME, of()));
    invocation.out().flush();
    return ExitCodes.OK;
  }
}

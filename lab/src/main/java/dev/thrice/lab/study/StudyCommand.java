package dev.thrice.lab.study;

import picocli.CommandLine.Command;

/** {@code thrice study}. */
@Command(
        name = "study",
        description = "Studies of what the paper leaves open, and of what it says in passing.",
        footerHeading = "%nExample:%n",
        footer = "  thrice study online --quick",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {OnlineCommand.class, GenerativeCommand.class, FeedbackCommand.class, DepthCommand.class})
public final class StudyCommand {
    private StudyCommand() {}
}

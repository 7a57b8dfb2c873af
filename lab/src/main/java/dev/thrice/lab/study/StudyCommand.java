package dev.thrice.lab.study;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code thrice study}. */
@Command(
        name = "study",
        description = "Studies of what the paper leaves open, and of what it says in passing.",
        mixinStandardHelpOptions = true,
        subcommands = {OnlineCommand.class, GenerativeCommand.class, FeedbackCommand.class})
public final class StudyCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    private StudyCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}

package dev.thrice.lab;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code thrice completion}: what a shell has to know to complete the command's names and options. */
@Command(
        name = "completion",
        description = "Prints what makes bash, or zsh, complete commands and options.",
        footerHeading = "%nExample, for ~/.bashrc:%n",
        footer = "  source <(thrice completion)",
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
    private CompletionCommand() {}

    @Override
    public void run() {
        System.out.print(AutoComplete.bash("thrice", Main.commandLine()));
    }
}

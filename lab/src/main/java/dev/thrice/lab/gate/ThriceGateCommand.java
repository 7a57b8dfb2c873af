package dev.thrice.lab.gate;

import dev.thrice.gate.command.ExpectCommand;
import dev.thrice.gate.command.GateCommand;
import dev.thrice.lab.command.Cache;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code thrice gate}: of Thrice itself, unless told how another project is built. */
@Command(
        name = "gate",
        description = {
            "Says whether a build is slower than another. Both run by turns on this machine, in the same fresh JVMs; results, work and"
                    + " allocations are compared first.",
            "A build is a git ref of the repository in this folder, which is built in a worktree (unless told otherwise by"
                    + " './thrice --version', which makes lab/target/app), or a class path."
        },
        footer = "  thrice gate --base HEAD^ --markdown gate.md",
        subcommands = {SelfTestCommand.class, ExpectCommand.class, SlowerCommand.class})
public final class ThriceGateCommand extends GateCommand {
    /** What Thrice's own suite needs in a JVM that does not start with Thrice. */
    static final List<String> OPTIONS = List.of("--add-modules=jdk.incubator.vector");

    private ThriceGateCommand() {
        super("./thrice --version", "lab/target/app", OPTIONS);
    }

    @Override
    protected Path cache() {
        return Cache.folder().resolve("gate");
    }
}

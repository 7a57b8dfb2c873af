package dev.thrice.lab.gate;

import dev.thrice.formats.io.Printable;
import dev.thrice.lab.command.Cache;
import dev.thrice.lab.command.EarlyEnd;
import dev.thrice.lab.command.UsageError;
import dev.thrice.lab.command.UserError;
import dev.thrice.lab.gate.judge.Rules;
import dev.thrice.lab.gate.source.Builder;
import dev.thrice.lab.gate.source.Repository;
import dev.thrice.lab.gate.source.Side;
import dev.thrice.lab.output.DistinctFiles;
import dev.thrice.lab.output.WholeFile;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thrice gate}. */
@Command(
        name = "gate",
        description = {
            "Says whether a build is slower than another. Both run by turns on this machine, in the same fresh JVMs; results, work and"
                    + " allocations are compared first.",
            "A build is a git ref of the repository in this folder, which is built in a worktree, or a class path."
        },
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0   PASS: nothing is slower by more than the margin",
            "  1   FAIL: something is, or gives another result, does more work or allocates more",
            "  2   INCONCLUSIVE: too noisy to say",
            "  3   INVALID: measured, but the machine was too restless",
            "  4   nothing was compared: one line says why",
            "",
            "Example:",
            "  thrice gate --base HEAD^ --markdown gate.md"
        },
        exitCodeOnInvalidInput = GateCommand.NOT_COMPARED,
        exitCodeOnExecutionException = GateCommand.NOT_COMPARED,
        mixinStandardHelpOptions = true,
        subcommands = {ForkCommand.class, SelfTestCommand.class})
public final class GateCommand implements Callable<Integer>, DistinctFiles.Reader {
    private static final int INVALID = 3;
    static final int NOT_COMPARED = 4;

    @Option(names = "--base", paramLabel = "REF|JAR", description = "What to compare with.")
    private String base;

    @Option(
            names = "--candidate",
            paramLabel = "REF|JAR",
            defaultValue = "HEAD",
            description = "What to compare (default: ${DEFAULT-VALUE}).")
    private String candidate;

    @Option(
            names = "--or-earlier",
            description = "If the base does not build, take its newest ancestor that does, of ten.")
    private boolean orEarlier;

    @Option(
            names = "--build",
            paramLabel = "COMMAND",
            defaultValue = "./thrice --version",
            description = "How a ref is built, for a POSIX shell (default: ${DEFAULT-VALUE}).")
    private String build;

    @Option(
            names = "--product",
            paramLabel = "PATH",
            defaultValue = "lab/target/app",
            description = "What that makes: a jar, or a folder of jars (default: ${DEFAULT-VALUE}).")
    private String product;

    @Mixin
    private GateOptions options;

    @Option(names = "--json", paramLabel = "FILE", description = "Write everything that was measured.")
    private Path json;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write a summary for a pull request.")
    private Path markdown;

    private GateCommand() {}

    /** The builds, if they are given as class paths: of refs there are no such files. */
    @Override
    public Stream<Path> reads() {
        return Stream.of(base, candidate)
                .filter(Objects::nonNull)
                .flatMap(given -> Arrays.stream(given.split(File.pathSeparator)))
                .map(Path::of)
                .filter(Files::exists);
    }

    @Override
    public Integer call() {
        if (base == null) {
            throw new UsageError("gate: --base is missing; see thrice gate --help");
        }
        options.require();
        Rules rules = options.rules();
        if (json != null) {
            WholeFile.requireWritable(json);
        }
        if (markdown != null) {
            WholeFile.requireWritable(markdown);
        }
        Repository repository = new Repository(Path.of("."));
        Path cache = Cache.folder().resolve("gate");
        try (Builder builder = new Builder(repository, cache, build, product);
                GateRun run = new GateRun(options, rules, repository)) {
            EarlyEnd early = new EarlyEnd(() -> stop(builder, run));
            try {
                measure(run, repository, builder);
            } catch (RuntimeException e) {
                early.letGo();
                keepPartial(run);
                throw e;
            }
            early.letGo();
            return report(run);
        }
    }

    private void measure(GateRun run, Repository repository, Builder builder) {
        Side of = Side.of("base", base, repository);
        Side other = Side.of("candidate", candidate, repository);
        requireDifferent(of, other); // before time is spent on builds
        if (of.classPath() != null && of.classPath().equals(other.classPath())) {
            System.err.println("thrice: base and candidate are the same files, so what differs is noise");
        }
        Side built = of.built(repository, builder, orEarlier);
        requireDifferent(built, other);
        run.measure(built, other.built(repository, builder, false));
    }

    /** A commit against itself, in a CI, is a mistake that would always pass; who gives the same files twice wants to see the noise. */
    private static void requireDifferent(Side base, Side candidate) {
        if (base.commit() != null && base.commit().equals(candidate.commit())) {
            throw new UserError("base " + base + " and candidate " + candidate
                    + " are the same commit, expected as base one without the change, such as HEAD^");
        }
    }

    private int report(GateRun run) {
        GateReport report = run.report();
        System.out.print(report.text());
        run.unusedAcceptances()
                .forEach(name -> System.err.println(
                        "thrice: Perf-Accepted: " + name + ": no such benchmark was measured, or it did not fail"));
        try {
            if (json != null) {
                run.write(json);
            }
            if (markdown != null) {
                WholeFile.write(markdown, report.markdown());
            }
        } catch (UserError e) { // whoever goes on from the files must not take them for there
            throw new UserError(e.getMessage() + "; it was compared, and the verdict above stands");
        }
        return switch (run.judgement().verdict()) {
            case PASS, ACCEPTED -> 0;
            case FAIL -> 1;
            case INCONCLUSIVE -> 2;
            case INVALID -> INVALID;
        };
    }

    /** When the process is told to end: tidies up, keeps what there is, and ends it with this command's own code. */
    private void stop(Builder builder, GateRun run) {
        run.close();
        builder.close();
        System.err.println("thrice: the gate was stopped");
        keepPartial(run);
        Runtime.getRuntime().halt(NOT_COMPARED);
    }

    private void keepPartial(GateRun run) {
        if (json != null && run.hasMeasured()) {
            try {
                run.write(json);
                System.err.println("thrice: what was measured until then is in " + json);
            } catch (UserError e) { // beside the reason why there is no more
                System.err.println("thrice: " + Printable.of(e.getMessage()));
            }
        }
    }
}

package dev.thrice.gate.command;

import dev.thrice.base.Printable;
import dev.thrice.command.EarlyEnd;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.output.DistinctFiles;
import dev.thrice.gate.command.jmh.JmhOptions;
import dev.thrice.gate.command.judge.Rules;
import dev.thrice.gate.command.judge.Verdict;
import dev.thrice.gate.command.source.Builder;
import dev.thrice.gate.command.source.Repository;
import dev.thrice.gate.command.source.Side;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The gate's command line, whatever program it is in. */
@Command(
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:PASS: nothing is slower by more than the margin",
            "1:FAIL: something is, or gives another result, does more work or allocates more",
            "2:it was asked for wrongly",
            "3:INCONCLUSIVE, too noisy to say, or INVALID, the machine was too restless; 0 with --undecided pass",
            "4:nothing was compared: one line says why"
        },
        footerHeading = "%nExample:%n",
        exitCodeOnExecutionException = GateCommand.NOT_COMPARED,
        mixinStandardHelpOptions = true)
public abstract class GateCommand implements Callable<Integer>, DistinctFiles.Reader {
    private static final int FAILED = 1;
    private static final int UNDECIDED = 3;

    /** The exit code of a gate that compared nothing. */
    public static final int NOT_COMPARED = 4;

    /** The colour of a verdict that there is none. */
    enum Undecided {
        PASS,
        FAIL
    }

    private final List<String> jvmOptions;

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

    @Option(names = "--build", paramLabel = "COMMAND", description = "How a ref is built, for a POSIX shell.")
    private String build;

    @Option(names = "--product", paramLabel = "PATH", description = "What that makes: a jar, or a folder of jars.")
    private String product;

    @Option(names = "--cache", paramLabel = "DIR", description = "Keeps what refs are built to, by commit.")
    private Path cache;

    @Mixin
    private GateOptions options;

    @Parameters(
            paramLabel = "-- JMH OPTION",
            description =
                    "Of JMH benchmarks: which ones, by regular expressions, -e for which not; -p, -t, -bm, -wi, -i"
                            + " and others as JMH has them.")
    private List<String> jmhWords = List.of();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--undecided",
            paramLabel = "pass|fail",
            defaultValue = "fail",
            description = "What an exit code says of INCONCLUSIVE and INVALID (default: ${DEFAULT-VALUE}).")
    private Undecided undecided;

    @Mixin
    private Outputs outputs;

    /**
     * Of a program.
     *
     * @param build how a ref is built unless the user says; null if he has to
     * @param product what that makes, relative to the project; null if he has to say
     * @param jvmOptions of forks
     */
    protected GateCommand(String build, String product, List<String> jvmOptions) {
        this.build = build;
        this.product = product;
        this.jvmOptions = jvmOptions;
    }

    /**
     * Where builds are kept unless the user says.
     *
     * @return a folder, made if need be; null if they are kept nowhere
     */
    protected Path cache() {
        return null;
    }

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
        JmhOptions jmh = jmhOptions();
        if (base == null) {
            throw new UsageError("--base is missing; see " + spec.qualifiedName() + " --help");
        }
        options.require();
        Rules rules = options.rules();
        outputs.require();
        Repository repository = new Repository(Path.of("."));
        try (Builder builder = new Builder(repository, cache == null ? cache() : cache, build, product);
                GateRun run = new GateRun(options, jmh, rules, jvmOptions, repository)) {
            EarlyEnd early = new EarlyEnd(() -> stop(builder, run));
            try {
                measure(run, repository, builder);
            } catch (RuntimeException e) {
                early.letGo();
                outputs.keepPartial(run);
                throw e;
            }
            early.letGo();
            return report(run);
        }
    }

    /** Behind the two dashes alone, since elsewhere they are a slip. */
    private JmhOptions jmhOptions() {
        boolean marked = spec.commandLine().getParseResult().originalArgs().contains("--");
        if (!marked && !jmhWords.isEmpty()) {
            throw new UsageError(
                    "'" + jmhWords.getFirst() + "' is no option, expected none, or those of JMH behind --");
        }
        return new JmhOptions(jmhWords);
    }

    private void measure(GateRun run, Repository repository, Builder builder) {
        Side of = Side.of("base", base, repository);
        Side other = Side.of("candidate", candidate, repository);
        requireRefs(of.commit() != null, other.commit() != null);
        requireDifferent(of, other); // before time is spent on builds
        Side built = of.built(repository, builder, orEarlier);
        requireDifferent(built, other);
        Side otherBuilt = other.built(repository, builder, false);
        if (built.isSameAs(otherBuilt)) {
            System.err.println("thrice: base and candidate are the same to the byte, so what differs is noise");
        } else if (isUnchanged(built, otherBuilt, repository)) {
            System.err.println(
                    "thrice: base " + built + " is the commit that the working copy is of, in which nothing is"
                            + " changed, so what differs is noise");
        }
        run.measure(built, otherBuilt);
    }

    /** How refs are built says nothing where there are none. */
    private void requireRefs(boolean base, boolean candidate) {
        for (String option : List.of("--build", "--product", "--cache")) {
            boolean given = spec.commandLine().getParseResult().hasMatchedOption(option);
            UsageError.require(option, "given", !given || base || candidate, "with it a ref, as base or as candidate");
        }
        UsageError.require("--or-earlier", "given", !orEarlier || base, "with it a ref as base");
    }

    /** A commit against itself, in a CI, is a mistake that would always pass; who gives the same files twice wants to see the noise. */
    private static void requireDifferent(Side base, Side candidate) {
        if (base.commit() != null && base.commit().equals(candidate.commit())) {
            throw new UserError("base " + base + " and candidate " + candidate
                    + " are the same commit, expected as base one without the change, such as HEAD^");
        }
    }

    private static boolean isUnchanged(Side base, Side candidate, Repository repository) {
        return base.commit() != null
                && candidate.commit() == null
                && candidate
                        .lastCommit(repository)
                        .filter(base.commit()::equals)
                        .isPresent()
                && repository.isClean();
    }

    private int report(GateRun run) {
        System.out.print(run.report().text());
        if (run.judgement().verdict() == Verdict.INCONCLUSIVE) {
            System.err.println("thrice: more --forks make intervals narrower; how many it takes is what expect says");
        }
        run.unusedAcceptances()
                .forEach(line -> System.err.println("thrice: Perf-Accepted: " + Printable.name(line)
                        + ": no benchmark that was measured and failed, with a reason behind a comma"));
        try {
            outputs.write(run);
        } catch (UserError e) { // whoever goes on from the files must not take them for there
            throw new UserError(e.getMessage() + "; it was compared, and the verdict above stands");
        }
        return exitCode(run.judgement().verdict(), undecided);
    }

    /** Of what was compared. */
    static int exitCode(Verdict verdict, Undecided undecided) {
        return switch (verdict) {
            case PASS, ACCEPTED -> 0;
            case FAIL -> FAILED;
            case INCONCLUSIVE, INVALID -> undecided == Undecided.PASS ? 0 : UNDECIDED;
        };
    }

    /** When the process is told to end: tidies up, keeps what there is, and ends it with this command's own code. */
    private void stop(Builder builder, GateRun run) {
        run.close();
        builder.close();
        System.err.println("thrice: the gate was stopped");
        outputs.keepPartial(run);
        Runtime.getRuntime().halt(NOT_COMPARED);
    }
}

package dev.thrice.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.output.DistinctFiles;
import dev.thrice.lab.command.Thrice;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

class MainTest {
    @ParameterizedTest
    @CsvSource({
        "2, --bogus, Unknown option: '--bogus'",
        "2, bogus, Unmatched argument at index 0: 'bogus'",
        "2, info --bogus, Unknown option: '--bogus'",
        "2, trian, 'did you mean train'",
        "2, validat --quick, 'did you mean validate'",
        "2, study onlin, 'did you mean online'",
        "2, validate --quikc, 'did you mean --quick'",
        "2, gate --base HEAD --candidat HEAD^, 'did you mean --candidate'",
        "2, help trian, 'trian'",
        "2, validate --workers many, 'many' is not an int",
        "2, train --algorithm fpc, '''fpc'', expected one of backprop, fpa, fpa-closed-form, vpc, z-il, ipc, epc, il-prox, pc-alm, vpc-adam, vpc-precisions;'",
        "2, train --executor sweep, 'expected one of sequential, batch-parallel, wavefront, gauss-seidel;'",
        "2, gradients --loss-reduction max, 'expected one of sum, mean;'",
        "1, gradients --network /no/such --batch /no/such --out x --activation tanh, '/no/such: no such file'",
        "2, train --generated --log same --out ./same, '--log and --out are the same file, '",
        "2, train --generated --algorithm epc, '--algorithm epc --executor batch-parallel, expected --executor gauss-seidel'",
        "2, gradients --activation swish, 'expected one of tanh, relu, leaky-relu, sigmoid, softplus, silu, gelu, identity;'",
        "1, 'validate --from /no/\u001b[2J', /no/\\u001b[2J: no such file",
        "2, 'validate --widths 4,3,', '--widths ''4,3,'', expected something on each side of a '','''",
        "2, 'validate --widths ,4', '--widths'",
        "2, 'validate --widths 4,,3', '--widths'",
        "2, 'figures --hidden-layers 2,', '--hidden-layers ''2,'', expected something on each side of a '','''",
        "2, 'figures --step-sizes 1,', '--step-sizes ''1,'', expected something'",
        "2, 'study online --batches 1,', '--batches ''1,'', expected something'",
        "2, 'study feedback --hidden-layers 1,', '--hidden-layers ''1,'', expected something'",
        "2, 'peers --provider ,simd,scalar', '--provider '',simd,scalar'', expected something'",
        "2, 'peers --set step,,tanh', '--set ''step,,tanh'', expected something'",
        "2, validate --quick --figures x.json, '--figures x.json, expected with it --html, --svg or --tables'",
        "2, validate --from x --figures x.json, '--figures x.json, expected with it --html, --svg or --tables'",
        "2, train --generated --optimizer sgd --momentum .9, '--momentum 0.9, expected none with --optimizer sgd'",
        "2, train --generated --network lenet5 --width 3, '--width with --network lenet5, expected --network perceptron'",
        "1, train --generated --layers /no/such.json, 'cannot read /no/such.json: no such file'",
        "2, train --generated --layers x --width 3, '--width with --layers, expected them in the file'",
        "2, train --generated --layers x --network lenet5, '--network with --layers, expected one of both'",
        "2, train --generated --skip 5, '--skip 5, expected 0 to 4, fewer than --hidden-layers'",
        "2, train --generated --warm-up 10, '--warm-up 10.0, expected 0 or more, fewer than --epochs'",
        "2, train --generated --initialization xavier, '''xavier'', expected one of uniform, glorot, he, orthogonal, depth-scaled;'",
        "2, train --generated --skip 1 --algorithm fpa-closed-form, '--skip with --algorithm fpa-closed-form, expected an algorithm'",
        "2, train --generated --skip 1 --algorithm z-il --step-size .5, 'expected one without skips, on which Z-IL is for step size 1'",
        "2, train --generated --steps 3, '--steps 3, expected none with --algorithm backprop'",
        "2, train --generated --samples 0, '--samples 0, expected at least 1'",
        "2, train --generated --samples 60001, '--samples 60001, expected 1 to 60000'",
        "2, train --generated --held-out all, '--held-out all, expected a number of images, or a share of them, as 10%'",
        "2, train --generated --held-out 100%, '--held-out 100%, expected a number of images'",
        "2, train --generated --held-out 60000, '--held-out 60000, expected 1 to 59999 of the 60000 images to train on'",
        "2, train --generated --held-out 0%, '--held-out 0%, expected 1 to 59999 of the 60000 images'",
        "2, train --generated --held-out 20, '--batch 64, expected 1 to 20, the samples held out for validation'",
        "2, train --generated --samples 11, '11 examples to train on, expected at least 12'",
        "2, train --generated --augment shift, '''shift'', expected shift=N of at least 1 pixel, flip, or both, as shift=2,flip'",
        "2, train --generated --augment shift=2flip, '''shift=2flip'', expected shift=N'",
        "2, train --generated --augment shift=28, '--augment shift=28: augmentation: shift 28 of images of 28 x 28 x 1, expected less than 28 pixels'",
        "2, train --generated --clip 0, '--clip 0.0, expected a finite number above 0'",
        "2, train --generated --clip NaN, '--clip NaN, expected a finite number above 0'",
        "2, train --generated --normalize mean, '''mean'', expected one of none, unit, standard'",
        "2, train --normalize unit --out /dev/null/x, '--out with --normalize unit, expected none'",
        "2, train --generated --batch 0, '--batch 0, expected at least 1\n'",
        "2, train --generated --batch 5001, '--batch 5001, expected 1 to 5000'",
        "2, train --generated --data x, '--data=DATA, --generated are mutually exclusive'",
        "2, figures --dir x --data x, '--dir=DIR, --data=DATA are mutually exclusive'",
        "2, study online --dir x --generated, '--dir=DIR, --generated are mutually exclusive'",
        "2, study generative --dir x --generated, '--dir=DIR, --generated are mutually exclusive'",
        "2, study feedback --dir x --generated, '--dir=DIR, --generated are mutually exclusive'",
        "2, validate --data x --generated, '--data=DATA, --generated are mutually exclusive'",
        "1, train --data /no/such/folder, '--data: /no/such/folder: no such folder'",
        "1, train --dir /no/such/folder, 'thrice data mnist --dir /no/such/folder'",
        "1, figures --dir /no/such/folder, 'thrice data mnist --dir /no/such/folder'",
        "1, study generative --dir /no/such/folder, 'thrice data mnist --dir /no/such/folder'",
        "1, validate --dir /no/such/folder, 'thrice data mnist --dir /no/such/folder'",
        "1, train --out /no/such/folder/x, folder /no/such/folder does not exist",
        "2, validate --provider none, 'unknown provider ''none'', expected one of preferred, auto'",
        "1, validate --json /no/such/folder/x.json, folder /no/such/folder does not exist",
        "2, validate --quick --batch 0, '--batch 0, expected at least 1'",
        "2, validate --quick --forks 0, '--forks 0, expected at least 1'",
        "1, validate --from /no/such/file.json, 'cannot read /no/such/file.json: no such file'",
        "1, validate --html /no/such/folder/x.html, folder /no/such/folder does not exist",
        "2, validate --quick --workers 0, '--workers 0, expected at least 1'",
        "2, validate --quick --hidden-layers -1, '--hidden-layers -1, expected at least 0'",
        "2, validate --width 100000, '--width 100000, expected 1 to '",
        "2, kernel, Missing required parameter: 'MxNxK'",
        "2, kernel 64x64, '''64x64'', expected MxNxK, such as 64x10x784'",
        "2, kernel 64x64x9999999999, '''64x64x9999999999'', expected MxNxK'",
        "2, kernel 1000000x1000000x1, '1000000 x 1000000 x 1 NN takes about 4,000.0 GB of memory'",
        "2, kernel 2147483647x1x0 --orientation tn, 'too many to pad'",
        "2, kernel 8x8x8 --isa sse, '--isa sse, expected one of avx2, avx512'",
        "2, kernel 8x8x8 --alpha NaN, '--alpha NaN, expected a finite number'",
        "2, kernel 8x8x8 --epilogue relu, '''relu'', expected one of none, bias, bias-tanh'",
        "2, kernel 8x8x8 --orientation n, '''n'', expected one of nn, nt, tn, tt'",
        "1, kernel 8x8x8 --isa avx2 --json /no/such/folder/x, folder /no/such/folder does not exist",
        "2, validate --from x --quick --seed 3, '--from and --quick --seed'",
        "2, train --generated --log /, '--log / is a folder, expected a file''s name'",
        "2, gate --base x --candidate y --json /, '--json / is a folder, expected a file''s name'",
        "2, gate, --base is missing",
        "2, gate --bogus, Unknown option: '--bogus'",
        "4, gate --base no-such-ref, 'base no-such-ref: neither a file nor a commit'",
        "2, gate --base . --forks 2, '--forks 2, expected at least 3'",
        "2, gate --base . --margin 10, '--margin 10.0, expected per cent, at least 0 and less than 10'",
        "2, gate --base . --margin NaN, '--margin NaN, expected per cent, at least 0 and less than 10'",
        "2, gate --base . --margin -1, '--margin -1.0, expected per cent, at least 0 and less than 10'",
        "2, gate --base . --margin 100000, '--margin 100000.0, expected per cent, at least 0 and less than 10'",
        "4, gate --base HEAD, are the same commit",
        "4, gate --base HEAD --candidate HEAD^0, are the same commit",
        "2, gate --base HEAD --product ../out, 'expected a path within the project'",
        "2, gate --base src --candidate src/main --build make, '--build given, expected with it a ref, as base or as candidate'",
        "2, gate --base src --candidate HEAD --or-earlier, '--or-earlier given, expected with it a ref as base'",
        "4, gate --base src --candidate src/main, 'no suite in src'",
        "4, gate --base src --candidate no-such-ref, 'candidate no-such-ref: neither a file nor a commit'",
        "2, gate self-test, Missing required option: '--dir=DIR'",
        "2, gate self-test --dir /dev/null/x --forks 2, '--forks 2, expected at least 3'",
        "2, gate self-test --dir /dev/null/x --runs 1, '--runs 1, expected at least 2'",
    })
    void aMistakeIsOneLine(int exitCode, String commandLine, String message) {
        PrintStream err = System.err;
        PrintStream out = System.out;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
            System.setOut(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
            assertEquals(exitCode, Main.execute(commandLine.split(" ")));
        } finally {
            System.setErr(err);
            System.setOut(out);
        }
        String printed = text.toString(StandardCharsets.UTF_8);
        assertEquals(1, printed.lines().count(), printed);
        assertTrue(printed.startsWith("thrice: ") && printed.contains(message), printed);
        assertFalse(printed.contains("Exception") || printed.contains("java."), printed);
    }

    /** Each has an example, which is right at least in its words. */
    @Test
    void eachCommandHasAnExampleThatParses() {
        List<CommandLine> commands = new ArrayList<>(List.of(Main.commandLine()));
        for (int i = 0; i < commands.size(); i++) {
            commands.addAll(commands.get(i).getSubcommands().values());
            CommandSpec command = commands.get(i).getCommandSpec();
            String name = command.qualifiedName();
            if (command.usageMessage().hidden() || name.endsWith(" help")) {
                continue; // of nobody's interest, or picocli's own
            }
            String usage = commands.get(i).getUsageMessage(CommandLine.Help.Ansi.OFF);
            assertTrue(usage.contains("Example"), name);
            String example = usage.lines()
                    .filter(line -> line.startsWith("  thrice ") || line.startsWith("  source "))
                    .reduce("", (first, last) -> last);
            String asked = example.replaceAll(".*(thrice [^)]*).*", "$1");
            assertTrue(asked.startsWith(name), asked);
            Main.commandLine().parseArgs(asked.substring("thrice ".length()).split(" "));
        }
    }

    @Test
    void theBashCompletionKnowsEachCommand() {
        String script = printed("completion");
        for (String name : Main.commandLine().getSubcommands().keySet()) {
            assertTrue(script.contains("_picocli_thrice_" + name.replace("-", "") + "()"), name);
        }
        assertTrue(script.contains("--hidden-layers"), script);
    }

    /** A command that is made alone says the same of itself as among all. */
    @Test
    void helpIsTheSameHoweverItIsAskedFor() {
        for (String name : List.of("train", "study", "gate", "completion")) {
            assertEquals(printed("help", name), printed(name, "--help"));
        }
        assertTrue(printed("help").contains("validate"));
    }

    @Test
    void itTellsItsVersionItsCommitAndItsJvm() {
        List<String> lines = printed("--version").lines().toList();
        assertTrue(lines.get(0).startsWith("thrice "), lines::toString);
        assertTrue(lines.get(1).matches("commit ([0-9a-f]{40}(-dirty)?|unknown)"), lines::toString);
        assertTrue(lines.get(2).endsWith(" " + Runtime.version()), lines::toString);
        assertEquals(3, lines.size());
    }

    private static String printed(String... arguments) {
        PrintStream out = System.out;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(text, true, StandardCharsets.UTF_8));
            assertEquals(0, Main.execute(arguments));
        } finally {
            System.setOut(out);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** A new option that names a file is either among those that are written, or here. */
    @Test
    void eachOptionThatNamesAFileIsReadOrKnownToBeWritten() {
        Set<String> read = Set.of("--network", "--layers", "--batch", "--from", "--figures", "--jar");
        List<CommandLine> commands = new ArrayList<>(List.of(new CommandLine(Main.class)));
        for (int i = 0; i < commands.size(); i++) {
            commands.addAll(commands.get(i).getSubcommands().values());
            for (OptionSpec option : commands.get(i).getCommandSpec().options()) {
                if (option.paramLabel().equals("FILE")) {
                    assertTrue(
                            read.contains(option.longestName()) != DistinctFiles.isOutput(option),
                            option.longestName());
                }
            }
        }
    }

    @Command(name = "broken", exitCodeOnExecutionException = 9)
    private static final class Broken implements Runnable, DistinctFiles.Reader {
        private final RuntimeException before;
        private final Error within;

        @Option(names = "--json")
        private Path json;

        Broken(RuntimeException before, Error within) {
            this.before = before;
            this.within = within;
        }

        @Override
        public Stream<Path> reads() {
            if (before != null) {
                throw before;
            }
            return Stream.empty();
        }

        @Override
        public void run() {
            if (json != null) {
                throw within;
            }
        }
    }

    /** Also what is no exception, or is thrown before the command is run. */
    @Test
    void whateverIsThrownEndsInOnePlaceWithTheCommandsCode() {
        for (Broken broken : List.of(
                new Broken(new IllegalStateException("of ours"), null),
                new Broken(null, new AssertionError("of ours")))) {
            StringWriter err = new StringWriter();
            int code = Main.commandLine()
                    .addSubcommand(broken)
                    .setErr(new PrintWriter(err, true))
                    .execute("broken", "--json=x");
            assertEquals(9, code, err::toString);
            assertTrue(
                    err.toString().startsWith("thrice: internal error, please report it\njava.lang."), err::toString);
            assertTrue(err.toString().lines().toList().get(1).endsWith(": of ours"), err::toString);
        }
    }

    /** In the command's own thread, or in another whose failure it passes on. */
    @ParameterizedTest
    @CsvSource({
        "Java heap space, THRICE_JAVA_OPTS=-Xmx",
        "GC overhead limit exceeded, THRICE_JAVA_OPTS=-Xmx",
        "Requested array size exceeds VM limit, THRICE_JAVA_OPTS=-Xmx",
        "unable to create native thread, --workers",
        "Unable to allocate 80 bytes, this machine has",
        ", this machine has",
    })
    void memoryThatRunsOutIsOneLineWithTheOptionThatGivesMore(String reason, String remedy) {
        OutOfMemoryError error = new OutOfMemoryError(reason);
        for (Error thrown : List.of(error, new AssertionError("of a worker", new IllegalStateException(error)))) {
            StringWriter err = new StringWriter();
            int code = Main.commandLine()
                    .addSubcommand(new Broken(null, thrown))
                    .setErr(new PrintWriter(err, true))
                    .execute("broken", "--json=x");
            assertEquals(9, code, err::toString);
            assertEquals(1, err.toString().lines().count(), err::toString);
            assertTrue(err.toString().startsWith("thrice: out of memory: "), err::toString);
            assertTrue(err.toString().contains(remedy), err::toString);
            assertFalse(err.toString().contains("Error"), err::toString);
        }
    }

    /** picocli warns of a description that it cannot format. */
    @Test
    void everyCommandsHelpIsWithoutAWarning() {
        PrintStream err = System.err;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
            List<CommandLine> commands = new ArrayList<>(List.of(Main.commandLine()));
            for (int i = 0; i < commands.size(); i++) {
                commands.addAll(commands.get(i).getSubcommands().values());
                assertTrue(commands.get(i).getUsageMessage().contains("Usage: "));
            }
        } finally {
            System.setErr(err);
        }
        assertEquals("", text.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aForkOfTheProgramRunsIt() {
        assertEquals(Main.class.getName(), Thrice.PROGRAM.main());
    }
}

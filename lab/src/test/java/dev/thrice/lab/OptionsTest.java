package dev.thrice.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.output.DistinctFiles;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every option of every command with values that are wrong in themselves: one line, before any work. */
class OptionsTest {
    private static final Pattern CLASS_NAME = Pattern.compile("\\b\\w+\\.\\w+\\.\\w+|Exception|Error\\b|@[0-9a-f]{4,}");

    /** With nothing else wrong, this is, and ends the command with another code before it begins. */
    private static final String STOP = "/no/such/folder/x";

    /** A number from 0 on, or any. */
    private static final Set<String> ZERO = Set.of(
            "train --hidden-layers",
            "validate --hidden-layers",
            "train --momentum",
            "train --steps",
            "gradients --steps");

    /** Any number, but a finite one. */
    private static final Set<String> FINITE = Set.of("kernel --alpha", "kernel --beta");

    /** What more of takes time, and no memory. */
    private static final Set<String> ENDLESS =
            Set.of("train --epochs", "figures --epochs", "feedback --epochs", "generative --epochs");

    /** What any text may be asked of, to be judged by others. */
    private static final Set<String> TEXT =
            Set.of("gate --base", "gate --candidate", "gate --build", "gate --product", "peers --peer");

    private final CommandLine program = Main.commandLine();

    private record Outcome(int code, String out, String err) {}

    private Outcome execute(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
            program.setErr(new PrintWriter(errors, true, StandardCharsets.UTF_8));
            int code = program.execute(arguments);
            return new Outcome(code, output.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static Stream<CommandSpec> commands() {
        return withSubcommands(Main.commandLine());
    }

    private static Stream<CommandSpec> withSubcommands(CommandLine command) {
        return Stream.concat(
                Stream.of(command.getCommandSpec()),
                command.getSubcommands().values().stream().flatMap(OptionsTest::withSubcommands));
    }

    /** Command lines, their words between bars. */
    private static List<String> calls(CommandSpec command) {
        List<String> calls = new ArrayList<>(List.of(call(command, "--no-such-option")));
        if (command.positionalParameters().stream()
                .noneMatch(words -> words.arity().min() > 0 && words.arity().isVariable())) {
            calls.add(call(command, "surplus")); // which is not one of as many as there may be
        }
        for (OptionSpec option : command.options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                for (String value : wrong(command, option)) {
                    calls.add(call(command, option.longestName() + "=" + value));
                }
                if (option.arity().min() > 0) {
                    calls.add(call(command, option.longestName()));
                }
            }
        }
        return calls;
    }

    /** The command with what it requires, stopped by an output that cannot be, and at last something wrong. */
    private static String call(CommandSpec command, String wrong) {
        List<String> words = new ArrayList<>(List.of(
                command.qualifiedName().substring("thrice".length()).strip().split(" ")));
        String name = wrong.replaceAll("=.*", "");
        for (OptionSpec option : command.options()) {
            boolean output = Set.of("--json", "--html", "--out", "--base").contains(option.longestName())
                    && option.arity().min() > 0;
            if ((output || option.required()) && !option.longestName().equals(name)) {
                words.add(option.longestName() + "="
                        + (option.type().isEnum() ? option.type().getEnumConstants()[0] : number(option) ? "1" : STOP));
            }
        }
        if (!command.positionalParameters().isEmpty()) {
            words.add("2x2x2");
        }
        words.add(wrong);
        words.remove(""); // of the program itself
        return String.join("|", words);
    }

    private static boolean number(OptionSpec option) {
        Class<?> type = option.typeInfo().getAuxiliaryTypes()[0];
        return (type.isPrimitive() && type != boolean.class) || Number.class.isAssignableFrom(type);
    }

    private static List<String> wrong(CommandSpec command, OptionSpec option) {
        Class<?> type = option.typeInfo().getAuxiliaryTypes()[0];
        String name = command.name() + " " + option.longestName();
        if (TEXT.contains(name)) {
            return List.of();
        }
        if (type == boolean.class) {
            return List.of("maybe");
        }
        if (type == Path.class) {
            return DistinctFiles.isOutput(option)
                    ? List.of("", "a\0b", "/", ".", "..", "./..", "src")
                    : List.of("", "a\0b");
        }
        if (!number(option)) {
            return List.of("", "zzz", "/", ",");
        }
        List<String> values = new ArrayList<>(List.of("", "some", "1,5", "1 2", "--quick"));
        boolean whole = type != float.class && type != Float.class && type != double.class;
        if (whole) {
            values.addAll(List.of("1.5", "NaN", "99999999999999999999"));
        }
        boolean ofGate = command.qualifiedName().startsWith("thrice gate");
        if (type == long.class || ofGate) {
            return values;
        }
        values.addAll(whole ? List.of("-1", "-2147483648") : List.of("-1", "NaN", "Infinity", "-Infinity"));
        if (FINITE.contains(name)) {
            values.remove("-1");
            return values;
        }
        if (!ZERO.contains(name)) {
            values.add("0");
        }
        if (whole && !ENDLESS.contains(name) && !option.longestName().equals("--fork")) {
            values.add("2147483647");
        }
        if (option.isMultiValue()) {
            values.remove("1,5");
            values.addAll(List.of("1,1", "1,,5", "1,some"));
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whatIsAskedWronglyIsOneLineAndACodeOfItsOwn(CommandSpec command) {
        assertAll(calls(command).stream()
                .map(call -> () -> requireOneLine(command.exitCodeOnInvalidInput(), call.split("\\|", -1))));
    }

    private void requireOneLine(int code, String... arguments) {
        Outcome outcome = execute(arguments);
        String what = String.join(" ", arguments) + ": " + outcome;
        assertEquals(code, outcome.code, what);
        assertEquals("", outcome.out, what);
        assertEquals(1, outcome.err.lines().count(), what);
        assertTrue(outcome.err.startsWith("thrice: "), what);
        assertFalse(CLASS_NAME.matcher(outcome.err).find(), what);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "study",
                "data",
                "train --generated --dir .",
                "train --executor sequential --workers 2",
                "train --algorithm epc --executor wavefront",
                "train --algorithm ipc --steps 0",
                "train --algorithm fpa-closed-form --steps 100000",
                "train --hidden-layers 3 --width 40000 --batch 50000",
                "train --hidden-layers 2000000000 --width 1",
                "train --epochs 1 --epochs 2",
                "gradients --network a --batch b --out c --algorithm epc",
                "validate --width 100000",
                "validate --width 46340 --hidden-layers 0 --batch 4000000",
                "validate --hidden-layers 1000000",
                "validate --from x --workers 2",
                "validate --from x --quick",
                "validate --fork 1",
                "validate --accept-invalid",
                "validate --from x --accept-invalid",
                "figures --width 40000 --hidden-layers 1,2 --at-once 2 --html /no/such/folder/x",
                "study online --width 40000 --hidden-layers 20",
                "study online --seeds 100000000",
                "study feedback --samples 2000000000",
                "peers --provider simd",
                "peers --provider simd,simd",
                "peers --provider simd,foo",
                "peers --set layer,zzz",
                "peers --peer foo",
                "peers --fork 1",
            })
    void soIsWhatDoesNotGoTogetherOrWouldNotFit(String line) {
        requireOneLine(2, line.isEmpty() ? new String[0] : line.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate --workers", "train --workers", "figures --at-once", "study online --at-once"})
    void moreThanFourThreadsACoreHaveToBeInsistedOn(String option) {
        int most = 4 * Runtime.getRuntime().availableProcessors();
        String stopped = option.startsWith("train") ? " --out " + STOP : " --html " + STOP;
        for (String right : List.of(" " + most, " " + (most + 1) + " --oversubscribe")) {
            Outcome outcome = execute((option + right + stopped).split(" "));
            assertEquals(1, outcome.code, outcome::toString);
            assertTrue(outcome.err.contains("/no/such/folder does not exist"), outcome.err);
        }
        Outcome refused = execute((option + " " + (most + 1) + stopped).split(" "));
        assertEquals(2, refused.code);
        assertTrue(refused.err.contains((most + 1) + ", expected at most " + most), refused.err);
        assertTrue(refused.err.contains("--oversubscribe"), refused.err);
    }

    @Test
    void aSubcommandThatIsMissingIsNamed() {
        assertTrue(execute("study")
                .err
                .contains("expected one of online, generative, feedback, depth; see thrice study --help"));
        assertTrue(execute().err.contains("expected one of validate, figures, study, peers, gate, train, gradients"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpIsPrintedWithoutAWordOfWarning(CommandSpec command) {
        if (command.usageMessage().hidden()) {
            return;
        }
        String words = command.qualifiedName().substring("thrice".length()).strip() + " --help";
        Outcome outcome = execute(words.strip().split(" "));
        assertEquals(0, outcome.code);
        assertEquals("", outcome.err);
        assertFalse(outcome.out.contains("%%") || outcome.out.contains("${"), outcome.out);
    }
}

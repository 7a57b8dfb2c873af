package dev.thrice.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.output.DistinctFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What a command reads in a folder is never what it writes, whatever names lead there. */
class InputsTest {
    private static final String IMAGES = "train-images-idx3-ubyte";
    private static final String LABELS = "t10k-labels.idx1-ubyte.gz";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @BeforeEach
    void fill() throws IOException {
        for (String name : List.of(IMAGES, LABELS, "other")) {
            Files.writeString(folder.resolve(name), "dear");
        }
    }

    /** The words of a command with an output of its, for each. */
    private static Stream<List<String>> outputsOfCommandsWithData() {
        List<CommandSpec> commands = new ArrayList<>(List.of(Main.commandLine().getCommandSpec()));
        for (int i = 0; i < commands.size(); i++) {
            for (CommandLine subcommand : commands.get(i).subcommands().values()) {
                commands.add(subcommand.getCommandSpec());
            }
        }
        return commands.stream()
                .filter(command -> command.findOption("--data") != null)
                .flatMap(command -> command.options().stream()
                        .filter(DistinctFiles::isOutput)
                        .map(option -> words(command, option)));
    }

    private static List<String> words(CommandSpec command, OptionSpec output) {
        List<String> words = new ArrayList<>(List.of(command.qualifiedName().split(" ")));
        words.removeFirst();
        words.add(output.longestName());
        return words;
    }

    @ParameterizedTest
    @MethodSource("outputsOfCommandsWithData")
    void theFilesOfTheDataAreNotWrittenTo(List<String> words) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve(IMAGES));
        Path hard = Files.createLink(folder.resolve("hard"), folder.resolve(IMAGES));
        Path around = Files.createSymbolicLink(folder.resolve("around"), folder);
        List<String> command = words.subList(0, words.size() - 1);
        for (Path output :
                List.of(folder.resolve(IMAGES), link, hard, around.resolve(IMAGES), folder.resolve("./" + IMAGES))) {
            assertRefused(2, output, command, "--data=" + folder, words.getLast() + "=" + output);
            assertRefused(2, output, command, "--dir=" + around, words.getLast() + "=" + output);
        }
        assertRefused(
                2, folder.resolve(LABELS), command, "--data=" + around, words.getLast() + "=" + folder.resolve(LABELS));
        for (String name : List.of(IMAGES, LABELS)) {
            assertEquals("dear", Files.readString(folder.resolve(name)));
        }
    }

    /** Only the files that are read are sacred: the data are what is refused here. */
    @Test
    void otherFilesOfSuchAFolderMayBeWritten() throws IOException {
        for (String name : List.of("new", "other")) {
            execute(List.of("train"), "--data=" + folder, "--log=" + folder.resolve(name));
            assertTrue(errors.toString(UTF_8).startsWith("thrice: --data: "), errors.toString(UTF_8));
        }
    }

    @Test
    void aKeptResultIsNotWrittenTo() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        for (String part : List.of("train", "t10k")) {
            idx(data.resolve(part + "-images-idx3-ubyte"), 1_000, 2, 2);
            idx(data.resolve(part + "-labels-idx1-ubyte"), 1_000);
        }
        Path kept = Files.writeString(folder.resolve("backprop-s2.json"), "dear");
        Path missing = folder.resolve("generative-s1.json");
        for (Path output : List.of(kept, missing)) {
            assertRefused(
                    2,
                    output,
                    List.of("study", "generative"),
                    "--quick",
                    "--samples=800",
                    "--data=" + data,
                    "--results=" + folder,
                    "--json=" + output);
        }
        Path cell = folder.resolve("h01-s1-backprop.json");
        assertRefused(
                2,
                cell,
                List.of("figures"),
                "--hidden-layers=1",
                "--step-sizes=1",
                "--data=" + data,
                "--results=" + folder,
                "--csv=" + cell);
        assertEquals("dear", Files.readString(kept));
        assertTrue(Files.notExists(missing) && Files.notExists(cell));
    }

    @Test
    void theBuildsToBeComparedAreNotWrittenTo() throws IOException {
        Path jar = Files.writeString(folder.resolve("a.jar"), "dear");
        Path classes = Files.createDirectory(folder.resolve("classes"));
        Path type = Files.writeString(classes.resolve("A.class"), "dear");
        String builds = "--base=" + classes + ":" + jar;
        for (Path output : List.of(jar, type)) {
            for (String option : List.of("--json=", "--markdown=")) {
                assertRefused(2, output, List.of("gate"), builds, "--candidate=x", option + output);
                assertRefused(
                        2, output, List.of("gate"), "--base=x", "--candidate=" + classes + ":" + jar, option + output);
            }
            assertEquals("dear", Files.readString(output));
        }
    }

    /** The elements are 0 and 1 by turns. */
    private static void idx(Path file, int... sizes) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(4 + 4 * sizes.length + Arrays.stream(sizes).reduce(1, (a, b) -> a * b));
        bytes.putInt(0x800 + sizes.length);
        Arrays.stream(sizes).forEach(bytes::putInt);
        for (int i = 0; bytes.hasRemaining(); i++) {
            bytes.put((byte) (i % 2));
        }
        Files.write(file, bytes.array());
    }

    private void assertRefused(int code, Path output, List<String> command, String... options) {
        assertEquals(code, execute(command, options), () -> errors.toString(UTF_8));
        String printed = errors.toString(UTF_8);
        assertEquals(1, printed.lines().count(), printed);
        assertTrue(printed.contains(output + " is a file that this command reads"), printed);
    }

    private int execute(List<String> command, String... options) {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(options));
        PrintStream out = System.out;
        PrintStream err = System.err;
        errors.reset();
        try {
            System.setOut(new PrintStream(new ByteArrayOutputStream(), true, UTF_8));
            System.setErr(new PrintStream(errors, true, UTF_8));
            return Main.execute(words.toArray(String[]::new));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}

package dev.thrice.lab.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.output.Expect;
import dev.thrice.command.output.JsonFile;
import dev.thrice.lab.Mutations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class GridTest {
    private static final int CELLS = 10;

    @TempDir
    Path folder;

    private final Set<String> run = ConcurrentHashMap.newKeySet();
    private String commit = "c0ffee";

    /** A result: the square of the cell's number. */
    record Square(int value, double sign) {}

    @Test
    void runsEachCellOnceAndThenOnlyReads() {
        Map<String, Square> first = grid(folder, "fine").run();
        assertEquals(names(), List.copyOf(first.keySet()), "in the order of the cells");
        assertEquals(new Square(81, Double.NaN), first.get("c9"));
        assertEquals(new HashSet<>(names()), run);
        run.clear();
        assertEquals(first, grid(folder, "fine").run());
        assertEquals(Set.of(), run);
    }

    @Test
    void goesOnAfterAFailure() {
        List<Cell<Square>> cells = new ArrayList<>(cells());
        cells.add(new Cell<>(
                "broken",
                () -> 1e-6,
                1,
                () -> {
                    throw new UserError("broken, as expected");
                },
                result -> {}));
        GridOptions one = options(folder, "--at-once=1");
        UserError e = assertThrows(UserError.class, () -> new Grid<>(cells, store(one, "fine"), one).run());
        assertEquals("broken, as expected", e.getMessage());
        run.clear();
        assertEquals(CELLS, grid(folder, "fine").run().size());
        assertEquals(Set.of(), run, "what was through was kept");
    }

    @Test
    void shardsAreApartAndMergeByCopying() throws IOException {
        int missing = CELLS;
        Path all = Files.createDirectory(folder.resolve("all"));
        for (int i = 1; i <= 3; i++) {
            Path part = folder.resolve("part" + i);
            run.clear();
            int done = grid(part, "fine", "--shard=" + i + "/3").run().size();
            assertEquals(done, run.size());
            missing -= done;
            try (Stream<Path> files = Files.list(part)) {
                for (Path file : files.toList()) {
                    Files.copy(file, all.resolve(file.getFileName())); // throws if two shards had the same
                }
            }
        }
        assertEquals(0, missing);
        run.clear();
        assertEquals(CELLS, grid(all, "fine").run().size());
        assertEquals(Set.of(), run);
    }

    @Test
    void refusesResultsOfOtherSettings() {
        grid(folder, "fine").run();
        UserError e = assertThrows(UserError.class, () -> grid(folder, "coarse").run());
        assertEquals(
                folder.resolve("c0.json")
                        + ": its grain is fine, expected coarse as asked for now; take another folder",
                e.getMessage());
    }

    @Test
    void refusesResultsOfAnotherCommit() {
        grid(folder, "fine").run();
        commit = "decade";
        UserError e = assertThrows(UserError.class, () -> grid(folder, "fine").run());
        assertEquals(
                folder.resolve("c0.json")
                        + ": its commit is c0ffee, expected decade as asked for now; take another folder",
                e.getMessage());
    }

    @Test
    void saysOnceThatKeptResultsMayBeOfOtherChanges() {
        commit = "c0ffee-dirty";
        assertEquals(List.of(), said(() -> grid(folder, "fine").run()));
        List<String> said = said(() -> grid(folder, "fine").run());
        assertEquals(
                List.of("thrice: built from changed sources, so that results kept in " + folder
                        + " may be of other changes: remove it to run all cells anew"),
                said);
    }

    @Test
    void whatIsNoResultIsSetAsideAndItsCellRunsAgain() throws IOException {
        Map<String, Square> first = grid(folder, "fine").run();
        Path file = folder.resolve("c3.json");
        String cut = Files.readString(file).substring(0, 100);
        Files.writeString(file, cut);
        run.clear();
        List<String> said = said(() -> assertEquals(first, grid(folder, "fine").run()));
        assertEquals(Set.of("c3"), run);
        assertEquals(1, said.size(), said.toString());
        assertTrue(said.getFirst().startsWith("thrice: " + file + ": not JSON, or cut short"), said.getFirst());
        Path aside = folder.resolve("c3.json.not-used");
        assertEquals(cut, Files.readString(aside), "nothing of the user's is lost");

        Files.writeString(file, "a letter");
        UserError e = assertThrows(UserError.class, () -> grid(folder, "fine").run());
        assertEquals(file + " is no result of a grid, nor is " + aside + ": move them away", e.getMessage());
        assertEquals("a letter", Files.readString(file));
        assertEquals(cut, Files.readString(aside));
    }

    /** As a machine that lost its power may leave it. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null"})
    void anEmptyFileIsNoResult(String text) throws IOException {
        Map<String, Square> first = grid(folder, "fine").run();
        Path file = folder.resolve("c3.json");
        Files.writeString(file, text);
        List<String> said = said(() -> assertEquals(first, grid(folder, "fine").run()));
        assertEquals(1, said.size(), said.toString());
        assertTrue(said.getFirst().startsWith("thrice: " + file + ": nothing in it"), said.getFirst());
    }

    @Test
    void anotherCellsResultIsNotTakenForACells() throws IOException {
        Map<String, Square> first = grid(folder, "fine").run();
        Path file = folder.resolve("c3.json");
        Files.copy(folder.resolve("c4.json"), file, StandardCopyOption.REPLACE_EXISTING);
        run.clear();
        List<String> said = said(() -> assertEquals(first, grid(folder, "fine").run()));
        assertEquals(List.of("thrice: " + file + ": cell c4, expected c3; its cell runs again"), said);
        assertEquals(Set.of("c3"), run);
        Files.writeString(file, Files.readString(file).replace(" : 9,", " : 16,"));
        run.clear();
        said = said(() -> assertEquals(first, grid(folder, "fine").run()));
        assertEquals(List.of("thrice: " + file + ": value 16, expected 9; its cell runs again"), said);
        assertEquals(Set.of("c3"), run);
    }

    @Test
    void whateverIsWrongInAFileIsToldAndItsCellRunsAgain() throws IOException {
        Map<String, Square> first = grid(folder, "fine").run();
        Path file = folder.resolve("c3.json");
        JsonNode valid = JsonFile.tree(file);
        for (Map.Entry<String, JsonNode> mutation : Mutations.of(valid).entrySet()) {
            JsonFile.write(file, mutation.getValue());
            List<String> said = said(() -> {
                try {
                    assertEquals(
                            first.get("c3").value(),
                            grid(folder, "fine").run().get("c3").value());
                } catch (UserError e) {
                    Mutations.assertOneLine(file, mutation.getKey(), e.getMessage());
                }
            });
            said.forEach(line -> Mutations.assertOneLine(file, mutation.getKey(), line));
            JsonFile.write(file, valid);
            Files.deleteIfExists(folder.resolve("c3.json.not-used"));
        }
    }

    /** Also where nothing is left to run. */
    @Test
    void noneAtOnceIsRefused() {
        grid(folder, "fine").run();
        UsageError e = assertThrows(UsageError.class, () -> grid(folder, "fine", "--at-once=0"));
        assertEquals("--at-once 0, expected at least 1", e.getMessage());
    }

    @Test
    void cellsOfOneNameAreRefused() {
        List<Cell<Square>> twice = new ArrayList<>(cells());
        twice.addAll(cells());
        GridOptions options = options(folder);
        UsageError e = assertThrows(UsageError.class, () -> new Grid<>(twice, store(options, "fine"), options));
        assertEquals("the same is asked for twice: c0", e.getMessage());
    }

    private static List<String> said(Runnable work) {
        PrintStream err = System.err;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
            work.run();
        } finally {
            System.setErr(err);
        }
        return text.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("thrice: running"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/3", "4/3", "1", "a/b", "1/2/2", "/"})
    void refusesOtherShards(String shard) {
        CommandLine.ParameterException e =
                assertThrows(CommandLine.ParameterException.class, () -> options(folder, "--shard=" + shard));
        assertTrue(e.getMessage().contains("expected i/n"), e.getMessage());
    }

    private Grid<Square> grid(Path results, String grain, String... more) {
        GridOptions options = options(results, more);
        return new Grid<>(cells(), store(options, grain), options);
    }

    private static GridOptions options(Path results, String... more) {
        String[] all = Stream.concat(Stream.of("--results=" + results), Stream.of(more))
                .toArray(String[]::new);
        return CommandLine.populateCommand(new GridOptions(), all);
    }

    private CellStore<Square> store(GridOptions options, String grain) {
        return new CellStore<>(options::folder, commit, "test", 1, Map.of("grain", grain), Square.class);
    }

    private List<Cell<Square>> cells() {
        return IntStream.range(0, CELLS)
                .mapToObj(i -> new Cell<>(
                        "c" + i, () -> 1e-6, 1, square(i), result -> Expect.equal("value", result.value(), i * i)))
                .toList();
    }

    private Supplier<Square> square(int i) {
        return () -> {
            run.add("c" + i);
            return new Square(i * i, i == 9 ? Double.NaN : 1);
        };
    }

    private static List<String> names() {
        return IntStream.range(0, CELLS).mapToObj(i -> "c" + i).toList();
    }
}

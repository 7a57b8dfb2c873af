package dev.thrice.lab.grid;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thrice.command.UserError;
import dev.thrice.command.Version;
import dev.thrice.command.output.Expect;
import dev.thrice.command.output.JsonFile;
import dev.thrice.command.output.Reason;
import dev.thrice.lab.command.Cache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;

/**
 * Results of a grid's cells, a JSON file each in one folder. Each says under which settings it came about, so that folders can
 * be merged by copying and what is of other settings is refused.
 *
 * @param <R> a result, a record
 */
public final class CellStore<R> {
    private static final String ASIDE = ".not-used";

    private final Path folder;
    private final Map<String, String> settings;
    private final Class<R> type;
    private boolean told;

    /** A cell's file. */
    record Document(String cell, Map<String, String> settings, JsonNode result) {}

    /**
     * A store in the folder the user named, or in one of these settings' own in the user's cache; made if it is not there.
     *
     * @param options that may name the folder
     * @param study whose results they are
     * @param version of the results' layout
     * @param settings all that a result depends on beside its cell's name
     * @param type of the results
     * @throws UserError if the folder cannot be made
     */
    public CellStore(GridOptions options, String study, int version, Map<String, String> settings, Class<R> type) {
        this(options::folder, Version.commit(), study, version, settings, type);
    }

    /**
     * A store in a folder that is made if it is not there.
     *
     * @param folderOr the folder, by the one in the user's cache that these settings have of their own
     * @param commit that the program was built from: another's results are not this one's
     * @param study whose results they are
     * @param version of the results' layout
     * @param settings all that a result depends on beside its cell's name
     * @param type of the results
     * @throws UserError if the folder cannot be made
     */
    public CellStore(
            UnaryOperator<Path> folderOr,
            String commit,
            String study,
            int version,
            Map<String, String> settings,
            Class<R> type) {
        this.type = type;
        this.settings = new LinkedHashMap<>();
        this.settings.put("study", study);
        this.settings.put("layout", String.valueOf(version));
        this.settings.put("thrice", Version.current());
        this.settings.put("commit", commit);
        this.settings.putAll(settings);
        folder = folderOr.apply(Cache.folder().resolve(study.replace(' ', '-') + "-" + digest()));
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UserError("cannot make folder " + folder + ": " + Reason.of(e));
        }
    }

    /** A few digits that tell settings apart in a folder's name; the files say the rest. */
    private String digest() {
        CRC32 sum = new CRC32();
        sum.update(settings.toString().getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", sum.getValue());
    }

    /**
     * Where they are.
     *
     * @return the folder
     */
    public Path folder() {
        return folder;
    }

    /**
     * What a cell came to. A file that is not what its name says is told in one line, and its cell is to be run again: one of a grid is
     * overwritten then, anything else is set aside.
     *
     * @param cell which
     * @return its result, if it has been run
     * @throws UserError if its file cannot be read, or is of another program, version or other settings
     */
    public Optional<R> read(Cell<R> cell) {
        Path file = file(cell.name());
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Document document;
        try {
            document = JsonFile.value(file, JsonFile.tree(file), Document.class);
        } catch (UserError e) {
            requireReadable(file, e);
            Path aside = setAside(file);
            System.err.println("thrice: " + e.getMessage() + "; it is " + aside + " now, and its cell runs again");
            return Optional.empty();
        }
        requireSettings(file, document.settings);
        try {
            R result = result(file, document, cell);
            tellIfUncommitted();
            return Optional.of(result);
        } catch (UserError e) {
            System.err.println("thrice: " + e.getMessage() + "; its cell runs again");
            return Optional.empty();
        }
    }

    /** Sources that were changed have no name by which one change could be told from the next. */
    private void tellIfUncommitted() {
        if (settings.get("commit").endsWith(Version.DIRTY) && !told) {
            told = true;
            System.err.println("thrice: built from changed sources, so that results kept in " + folder
                    + " may be of other changes: remove it to run all cells anew");
        }
    }

    private R result(Path file, Document document, Cell<R> cell) {
        try {
            Expect.equal("cell", document.cell, cell.name());
            R result = JsonFile.value(file, document.result, type);
            cell.fits().accept(result);
            return result;
        } catch (IllegalArgumentException e) {
            throw new UserError(file + ": " + e.getMessage());
        }
    }

    private static void requireReadable(Path file, UserError reason) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw reason;
        }
    }

    private static Path setAside(Path file) {
        Path aside = file.resolveSibling(file.getFileName() + ASIDE);
        try {
            return Files.move(file, aside);
        } catch (FileAlreadyExistsException e) {
            throw new UserError(file + " is no result of a grid, nor is " + aside + ": move them away");
        } catch (IOException e) {
            throw new UserError(file + " is no result of a grid and cannot be set aside: " + e.getMessage());
        }
    }

    private void requireSettings(Path file, Map<String, String> found) {
        TreeSet<String> names = new TreeSet<>(settings.keySet());
        names.addAll(found.keySet());
        for (String name : names) {
            String there = found.getOrDefault(name, "nothing");
            String here = settings.getOrDefault(name, "nothing");
            if (!there.equals(here)) {
                throw new UserError(file + ": its " + name + " is " + there + ", expected " + here
                        + " as asked for now; take another folder");
            }
        }
    }

    /**
     * Keeps what a cell came to, whole or not at all.
     *
     * @param cell its name
     * @param result what came of it
     * @throws UserError if it cannot be written
     */
    public void write(String cell, R result) {
        JsonFile.write(file(cell), new Document(cell, settings, JsonFile.node(result)));
    }

    /** Whether there is anything where a cell's result is to be. */
    boolean has(Cell<R> cell) {
        return Files.exists(file(cell.name()));
    }

    /**
     * Where results are, or will be.
     *
     * @param cells of a grid
     * @return the file of each
     */
    public List<Path> files(List<Cell<R>> cells) {
        return cells.stream().map(cell -> file(cell.name())).toList();
    }

    private Path file(String cell) {
        return folder.resolve(cell + ".json");
    }
}

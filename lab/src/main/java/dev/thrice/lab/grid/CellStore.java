package dev.thrice.lab.grid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.thrice.lab.Cache;
import dev.thrice.lab.UserError;
import dev.thrice.lab.Version;
import dev.thrice.lab.output.JsonFile;
import dev.thrice.lab.output.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * Results of a grid's cells, a JSON file each in one folder. Each says under which settings it came about, so that folders can
 * be merged by copying and what is of other settings is refused.
 *
 * @param <R> a result, a record
 */
public final class CellStore<R> {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path folder;
    private final Map<String, String> settings;
    private final Class<R> type;

    /** A cell's file. */
    record Document<R>(String cell, String commit, Map<String, String> settings, R result) {}

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
        this.type = type;
        this.settings = new LinkedHashMap<>();
        this.settings.put("study", study);
        this.settings.put("layout", String.valueOf(version));
        this.settings.put("thrice", Version.current());
        this.settings.putAll(settings);
        folder = options.folder(Cache.folder().resolve(study.replace(' ', '-') + "-" + digest()));
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
     * What a cell came to.
     *
     * @param cell its name
     * @return its result, if it has been run
     * @throws UserError if its file cannot be read, or is of another program, version or other settings
     */
    public Optional<R> read(String cell) {
        Path file = file(cell);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode document = MAPPER.readTree(Files.readString(file));
            requireSettings(file, document.path("settings"));
            return Optional.of(MAPPER.treeToValue(document.path("result"), type));
        } catch (JsonProcessingException e) {
            throw new UserError(file + ": not a result of this program, or cut short (" + e.getOriginalMessage()
                    + "); delete it to have its cell run again");
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + e.getMessage());
        }
    }

    private void requireSettings(Path file, JsonNode found) {
        TreeSet<String> names = new TreeSet<>(settings.keySet());
        found.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String there = found.path(name).asText("nothing");
            String here = settings.getOrDefault(name, "nothing");
            if (!there.equals(here)) {
                throw new UserError(file + ": its " + name + " is " + there + ", expected " + here
                        + " as asked for now; take another folder with --results");
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
        JsonFile.write(file(cell), new Document<>(cell, Version.commit(), settings, result));
    }

    private Path file(String cell) {
        return folder.resolve(cell + ".json");
    }
}

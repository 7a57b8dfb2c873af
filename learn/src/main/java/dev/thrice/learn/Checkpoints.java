package dev.thrice.learn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a training is written down as it goes, so that it can be {@linkplain Trainer#resume resumed}: a folder of one training's own, with
 * a file for each of the last checkpoints, {@code checkpoint-000000001234.safetensors} after step 1234. A file is written beside, forced
 * to the disk and moved into its place, and only then are older ones removed: whenever the process or the machine stops, the last
 * checkpoint or the one before is whole.
 */
public final class Checkpoints {
    private static final int USUALLY_KEPT = 3;
    private static final Pattern NAME = Pattern.compile("checkpoint-\\d{12,}\\.safetensors");
    private static final Pattern UNFINISHED = Pattern.compile("\\.thrice.*\\.part"); // as AtomicFile names them

    private final Path folder;
    private int steps; // 0 for epochs alone
    private int kept = USUALLY_KEPT;
    private boolean ours;

    /**
     * What a training goes on from.
     *
     * @param from the checkpoint; nothing if there was none, and the training begins
     * @param damaged what was wrong with newer ones, a line each; they are set aside under names that end in {@code .damaged}
     */
    public record Resumed(Optional<Path> from, List<String> damaged) {
        /** Copies the list. */
        public Resumed {
            Objects.requireNonNull(from, "from");
            damaged = List.copyOf(damaged);
        }
    }

    private Checkpoints(Path folder) {
        this.folder = folder;
    }

    /**
     * Checkpoints after each epoch, of which the last three are kept.
     *
     * @param folder made if it is not there
     * @return the checkpoints, of one trainer
     */
    public static Checkpoints in(Path folder) {
        return new Checkpoints(Objects.requireNonNull(folder, "folder"));
    }

    /**
     * Has one written after so many steps, too.
     *
     * @param between two of them, counted from the start of the training, at least 1
     * @return this
     * @throws IllegalArgumentException if there are none
     */
    public Checkpoints everySteps(int between) {
        if (between < 1) {
            throw new IllegalArgumentException("checkpoints: every " + between + " steps, expected at least 1");
        }
        steps = between;
        return this;
    }

    /**
     * Sets how many are kept, 3 unless it is set.
     *
     * @param last at least 1; with 1 there is none to go back to when it is damaged
     * @return this
     * @throws IllegalArgumentException if none is to be kept
     */
    public Checkpoints keep(int last) {
        if (last < 1) {
            throw new IllegalArgumentException("checkpoints: " + last + " kept, expected at least 1");
        }
        kept = last;
        return this;
    }

    /**
     * Whether one is to be written within an epoch.
     *
     * @param step counted from the start of the training
     * @return whether {@link #everySteps} asks for one after it
     */
    public boolean isDueAfter(long step) {
        return steps != 0 && step % steps == 0;
    }

    /**
     * The last that is there, whole or not.
     *
     * @return its path; nothing if there is none, or no folder
     * @throws IOException if the folder cannot be read
     */
    public Optional<Path> newest() throws IOException {
        return newestFirst().stream().findFirst();
    }

    /** The newest first. */
    List<Path> newestFirst() throws IOException {
        return files(NAME).reversed();
    }

    /** Before the first is written: what others have left would be taken for newer ones of this training, or removed. */
    void claim() throws IOException {
        if (ours) {
            return;
        }
        List<Path> others = files(NAME);
        if (!others.isEmpty()) {
            throw new IllegalStateException("checkpoints: " + folder + " has " + others.size() + ", the last "
                    + others.getLast().getFileName() + ", expected none, or to be resumed from");
        }
        take();
    }

    /** From now on the folder is this training's. */
    void take() throws IOException {
        Files.createDirectories(folder);
        for (Path unfinished : files(UNFINISHED)) { // by one that was killed
            Files.deleteIfExists(unfinished);
        }
        ours = true;
    }

    void setAside(List<Path> damaged) throws IOException {
        for (Path each : damaged) {
            Path aside = each.resolveSibling(each.getFileName() + ".damaged");
            Files.move(each, aside, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    Path file(long step) {
        return folder.resolve(String.format(Locale.ROOT, "checkpoint-%012d.safetensors", step));
    }

    /** Once a new one is in its place. */
    void removeOld() throws IOException {
        List<Path> all = newestFirst();
        for (Path old : all.subList(Math.min(kept, all.size()), all.size())) {
            Files.deleteIfExists(old);
        }
    }

    private List<Path> files(Pattern name) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        Predicate<String> named = name.asMatchPredicate();
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(each -> named.test(each.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }
}

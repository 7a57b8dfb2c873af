package dev.thrice.lab.grid;

import dev.thrice.command.EarlyEnd;
import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.command.output.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs the cells of a grid that have not been run, as many at once as there are cores, and stores each at once. They share one
 * JVM: compiled code and data are there once, and since a cell has memory and a network of its own, its result does not depend on
 * what runs beside it.
 *
 * @param <R> a result
 */
public final class Grid<R> {
    private static final int LOG_LINES = 20;
    private static final double SECONDS_A_MINUTE = 60;
    private static final double LONG = 120;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final List<Cell<R>> cells;
    private final CellStore<R> store;
    private final GridOptions options;
    private final int atOnce;
    private final Map<String, R> results = new LinkedHashMap<>();

    /**
     * Plans it.
     *
     * @param cells in the order in which they are to be run, the longest first, the same on all machines
     * @param store of their results
     * @param options which of them, how many at once
     * @throws UsageError if two have one name, so that they would share a result, or none are to run at once
     */
    public Grid(List<Cell<R>> cells, CellStore<R> store, GridOptions options) {
        this.cells = List.copyOf(cells);
        Set<String> names = new HashSet<>();
        for (Cell<R> cell : cells) {
            if (!names.add(cell.name())) {
                throw new UsageError("the same is asked for twice: " + cell.name());
            }
        }
        this.store = store;
        this.options = options;
        atOnce = options.atOnce();
    }

    /**
     * Runs what is missing of this machine's shard; tells beforehand how long that will take.
     *
     * @return the results that are there, other shards' included, by name in the order of the cells
     * @throws UserError if a result cannot be read or written, or is of other settings
     */
    public Map<String, R> run() {
        options.requireShared(store.folder());
        List<Cell<R>> missing = new ArrayList<>();
        for (Cell<R> cell : cells) {
            store.read(cell).ifPresentOrElse(result -> results.put(cell.name(), result), () -> missing.add(cell));
        }
        List<Cell<R>> own =
                options.shard().of(cells).stream().filter(missing::contains).toList();
        System.out.println(cells.size() + " runs, results in " + store.folder() + ": " + results.size() + " are there, "
                + own.size() + " to do" + (options.shard().count() > 1 ? " by shard " + options.shard() : ""));
        if (!own.isEmpty()) {
            runAll(own);
        }
        return ordered();
    }

    private Map<String, R> ordered() {
        Map<String, R> ordered = new LinkedHashMap<>();
        cells.stream()
                .map(Cell::name)
                .filter(results::containsKey)
                .forEach(name -> ordered.put(name, results.get(name)));
        return ordered;
    }

    /** By the folder, which all ranks see: no rank then waits in MPI, which nobody may do for as long as a cell takes. */
    private void awaitRanks() {
        List<Cell<R>> others =
                cells.stream().filter(cell -> !results.containsKey(cell.name())).toList();
        try (Progress progress = progress("other ranks", others.size())) {
            for (Cell<R> cell : others) {
                while (!store.has(cell)) {
                    Thread.sleep(BETWEEN_LOOKS);
                }
                if (progress != null) {
                    progress.step();
                    store.read(cell).ifPresent(result -> results.put(cell.name(), result));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted");
        }
    }

    /** Null on a rank that does not speak. */
    private Progress progress(String task, long total) {
        return options.speaks() ? Progress.of(task, total, LOG_LINES) : null;
    }

    /**
     * As {@link #run}; says so where results of other shards are missing, but waits for those of other ranks.
     *
     * @return all results, by name in the order of the cells; nothing where some are missing, or where another rank reports
     * @throws UserError as of {@link #run}
     */
    public Optional<Map<String, R>> complete() {
        Map<String, R> all = run();
        if (options.isOnRanks()) {
            awaitRanks();
            all = options.speaks() ? ordered() : Map.of();
        }
        if (!options.speaks()) {
            return Optional.empty();
        }
        if (all.size() == cells.size()) {
            return Optional.of(all);
        }
        System.out.println(
                all.size() + " of " + cells.size() + " results are there and the report needs them all: copy those of"
                        + " the other shards into " + store.folder() + " and run this again");
        return Optional.empty();
    }

    private void runAll(List<Cell<R>> own) {
        int together = Math.min(atOnce, own.size());
        ExecutorService threads = Executors.newFixedThreadPool(together, Grid::daemon);
        EarlyEnd early = new EarlyEnd(this::sayWhatIsKept);
        try {
            CompletionService<Double> completed = new ExecutorCompletionService<>(threads);
            Map<Pace, Double> paces = measure(own, completed, together);
            double seconds =
                    own.stream().mapToDouble(cell -> seconds(cell, paces)).sum();
            System.out.println("takes about " + duration(seconds / together) + ", " + together + " at once");
            long total = own.stream().mapToLong(cell -> millis(cell, paces)).sum();
            own.forEach(cell -> completed.submit(() -> {
                keep(cell, cell.run().get());
                return (double) millis(cell, paces);
            }));
            try (Progress progress = progress("running", total)) {
                for (int i = 0; i < own.size(); i++) {
                    long done = take(completed).longValue();
                    if (progress != null) {
                        progress.advance(done);
                        progress.show((i + 1) + " of " + own.size());
                    }
                }
            }
        } finally {
            threads.shutdownNow();
            early.letGo();
        }
    }

    /** What each kind of cell costs when all threads are busy with it. */
    private Map<Pace, Double> measure(List<Cell<R>> own, CompletionService<Double> completed, int atOnce) {
        Map<Pace, Double> paces = new HashMap<>();
        for (Pace pace : own.stream().map(Cell::pace).distinct().toList()) {
            for (int i = 0; i < atOnce; i++) {
                completed.submit(pace::measure);
            }
            double sum = 0;
            for (int i = 0; i < atOnce; i++) {
                sum += take(completed);
            }
            paces.put(pace, sum / atOnce);
        }
        return paces;
    }

    private static double seconds(Cell<?> cell, Map<Pace, Double> paces) {
        return cell.units() * paces.get(cell.pace());
    }

    private static long millis(Cell<?> cell, Map<Pace, Double> paces) {
        return 1 + Math.round(1e3 * seconds(cell, paces));
    }

    private synchronized void keep(Cell<R> cell, R result) {
        store.write(cell.name(), result);
        results.put(cell.name(), result);
    }

    private synchronized void sayWhatIsKept() {
        if (!options.speaks()) {
            return;
        }
        System.err.println("thrice: stopped; " + results.size() + " of " + cells.size() + " results are kept in "
                + store.folder() + ", and the same command goes on from there");
    }

    private static Double take(CompletionService<Double> completed) {
        try {
            Future<Double> next = completed.take();
            return next.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** So that a failure of one ends the program, whatever the others do. */
    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }

    private static String duration(double seconds) {
        return seconds < LONG
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : String.format(Locale.ROOT, "%.0f min", seconds / SECONDS_A_MINUTE);
    }
}

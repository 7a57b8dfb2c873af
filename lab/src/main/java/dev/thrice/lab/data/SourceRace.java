package dev.thrice.lab.data;

import dev.thrice.command.output.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Tries all sources at the same time; the first that has every file wins, and the others are stopped. */
final class SourceRace {
    /** Who won, and the folder with its files. */
    record Winner(Source source, Path folder) {}

    /** How long the losers may take to notice; a host name that is being looked up cannot be interrupted. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final List<DataFile> files;
    private final Path staging;
    private final Duration limit;
    private final Map<Source, String> failures = new ConcurrentHashMap<>();

    /**
     * Prepares a race.
     *
     * @param files what is wanted
     * @param staging an empty folder that each source gets a folder in
     * @param limit how long the race may take
     */
    SourceRace(List<DataFile> files, Path staging, Duration limit) {
        this.files = files;
        this.staging = staging;
        this.limit = limit;
    }

    /**
     * Runs the race.
     *
     * @throws IOException if no source has the files; the message says for each one why
     */
    Winner run(List<Source> sources) throws IOException, InterruptedException {
        ExecutorService runners = Executors.newVirtualThreadPerTaskExecutor();
        try {
            return runners.invokeAny(
                    sources.stream().map(this::runner).toList(), limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(sources.stream().map(this::failure).collect(Collectors.joining("; ")), e);
        } finally {
            runners.shutdownNow();
            runners.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private Callable<Winner> runner(Source source) {
        return () -> {
            try {
                Path folder = Files.createTempDirectory(staging, "source-");
                source.fetch(files, folder);
                return new Winner(source, folder);
            } catch (IOException e) {
                failures.put(source, Reason.of(e));
                throw e;
            }
        };
    }

    private String failure(Source source) {
        return failures.getOrDefault(source, source.name() + ": not done within " + limit.toSeconds() + " s");
    }
}

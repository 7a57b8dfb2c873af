package dev.thrice.gate.command.jmh;

import dev.thrice.base.Printable;
import dev.thrice.command.UserError;
import dev.thrice.command.machine.Contention;
import dev.thrice.command.output.Progress;
import dev.thrice.command.output.Reason;
import dev.thrice.gate.command.judge.NotCompared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Runs forks, one after another: of each benchmark a JVM of either build, now the base's first, now the candidate's. */
final class JmhForks implements AutoCloseable {
    /** How many times as many forks there may be as are to count. */
    private static final int MOST_FORKS = 2;

    /** So few bytes left that results do not fit in. */
    private static final long FULL = 1 << 16;

    private final JmhPlan plan;
    private final Duration patience;
    private final Random random;
    private final ReferenceClock clock = new ReferenceClock();
    private final NotCompared notCompared;
    private final Map<String, Set<String>> expected = new HashMap<>();
    private boolean baseFirst;
    private JmhProcess running;
    private Path written;
    private boolean stopped;

    JmhForks(JmhPlan plan, Duration patience, NotCompared notCompared, long seed) {
        this.plan = plan;
        this.patience = patience;
        this.notCompared = notCompared;
        random = new Random(seed);
        baseFirst = random.nextBoolean();
    }

    /**
     * Runs some, until enough count or there are twice as many.
     *
     * @param task what it is, for who waits
     * @param methods to be measured
     * @param forks how many are to count of each
     * @param found what each found is added to it
     * @throws UserError if one fails, or {@link #close} was called
     */
    void run(String task, List<String> methods, int forks, Consumer<JmhFork> found) {
        Map<String, Integer> left = new HashMap<>();
        methods.forEach(method -> left.put(method, forks));
        try (Progress progress = Progress.of(task, (long) forks * methods.size())) {
            for (int i = 1; !left.isEmpty() && i <= MOST_FORKS * forks; i++) {
                List<String> order = new ArrayList<>(methods);
                order.retainAll(left.keySet());
                Collections.shuffle(order, random);
                for (String method : order) {
                    List<JmhFork> fork = fork(i, method);
                    fork.forEach(found);
                    if (fork.stream().allMatch(JmhFork::steady)) {
                        left.computeIfPresent(method, (name, still) -> still > 1 ? still - 1 : null);
                        progress.step();
                    }
                }
                baseFirst = !baseFirst;
            }
        }
    }

    /** What both builds have of it. */
    private List<JmhFork> fork(int number, String method) {
        Map<String, JmhSide> first = half(baseFirst ? plan.base() : plan.candidate(), method);
        Map<String, JmhSide> second = half(baseFirst ? plan.candidate() : plan.base(), method);
        Map<String, JmhSide> ofBase = baseFirst ? first : second;
        Map<String, JmhSide> ofCandidate = baseFirst ? second : first;
        notCompared.tell(ofBase.keySet(), ofCandidate.keySet()); // other values of parameters, or other modes
        return ofBase.keySet().stream()
                .filter(ofCandidate::containsKey)
                .map(name -> new JmhFork(number, name, ofBase.get(name), ofCandidate.get(name)))
                .toList();
    }

    private Map<String, JmhSide> half(JmhBuild build, String method) {
        String what = build.label() + ": benchmark " + method;
        Path file = null;
        try {
            file = results();
            double before = clock.nanos();
            Contention contention = Contention.begin();
            run(what, plan.command(build, method, file));
            double lost = contention.share();
            Conditions conditions = new Conditions(before, clock.nanos(), lost);
            Map<String, JmhSide> half = new HashMap<>();
            JmhResult.read(file, what).forEach((name, result) -> half.put(name, new JmhSide(result, conditions)));
            requireAll(what, half.keySet());
            return half;
        } catch (IOException e) {
            throw new UserError("no file for JMH's results: " + Reason.of(e));
        } catch (UserError e) {
            throw isFull(file) ? new UserError(e.getMessage() + "; " + file.getParent() + " is full") : e;
        } finally {
            delete(file);
        }
    }

    /** Whether there is no more room where JMH writes, which it does not say itself. */
    private static boolean isFull(Path file) {
        try {
            return file != null && Files.getFileStore(file).getUsableSpace() < FULL;
        } catch (IOException e) {
            return false;
        }
    }

    /** A JVM that ends by itself says nothing is wrong, and has no results, or not those that another had before it. */
    private void requireAll(String what, Set<String> found) {
        Set<String> before = expected.computeIfAbsent(what, first -> Set.copyOf(found));
        if (found.isEmpty() || !found.equals(before)) {
            Set<String> missing = new TreeSet<>(before);
            missing.removeAll(found);
            throw new UserError(
                    what + " ended without a result" + (missing.isEmpty() ? "" : " of " + Printable.list(missing)));
        }
    }

    /** A file for what a JVM finds, which goes with the gate when that is stopped. */
    private synchronized Path results() throws IOException {
        requireNotStopped();
        written = Files.createTempFile("thrice-jmh", ".json");
        return written;
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("thrice: cannot delete " + file + ": " + Reason.of(e));
        }
    }

    private void run(String what, List<String> command) {
        synchronized (this) {
            requireNotStopped();
            running = new JmhProcess(what, command);
        }
        try (JmhProcess process = running) {
            process.await(patience);
        } catch (UserError e) {
            synchronized (this) {
                requireNotStopped();
            }
            throw e;
        }
    }

    private void requireNotStopped() {
        if (stopped) {
            throw new UserError("the gate was stopped");
        }
    }

    /** Ends the fork that is running. May be called from another thread. */
    @Override
    public synchronized void close() {
        stopped = true;
        if (running != null) {
            running.close();
        }
        delete(written);
    }
}

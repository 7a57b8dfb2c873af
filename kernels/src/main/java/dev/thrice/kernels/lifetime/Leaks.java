package dev.thrice.kernels.lifetime;

import java.lang.StackWalker.StackFrame;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Finds what should have been closed and was lost: when nobody can reach it any more it is freed, and a warning says so, and where it was opened.
 * To know where takes some microseconds and a kilobyte at each opening, so by default only some are asked.
 */
public final class Leaks {
    /** The system property that says of how many openings it is known where they were: {@value}. */
    public static final String PROPERTY = "thrice.leaks";

    private static final System.Logger LOG = System.getLogger(Leaks.class.getName());
    private static final List<String> MODES = List.of("off", "sampled", "always");
    private static final String MODE = System.getProperty(PROPERTY, "sampled");
    private static final int ONE_OF = 64;
    private static final int FRAMES = 8;

    private static final Cleaner CLEANER = Cleaner.create();
    private static final AtomicInteger OPENED = new AtomicInteger();
    private static final AtomicBoolean TOLD_WITHOUT_PLACE = new AtomicBoolean();

    private Leaks() {}

    /**
     * Has to be so for anything to be watched.
     *
     * @throws IllegalArgumentException if the system property asks for what there is not
     */
    public static void requireNoMistake() {
        if (!MODES.contains(MODE)) {
            throw new IllegalArgumentException(
                    PROPERTY + ": '" + MODE + "', expected one of " + String.join(", ", MODES));
        }
    }

    /**
     * Watches something from its opening on, until {@link Watch#end}.
     *
     * @param thing that somebody has to close
     * @param name of it, as in a sentence
     * @param free frees what it holds, and does not refer to it
     * @return the watch, which does not refer to it either
     */
    public static Watch watch(Object thing, String name, Runnable free) {
        boolean asks = MODE.equals("always") || (MODE.equals("sampled") && OPENED.getAndIncrement() % ONE_OF == 0);
        Watch watch =
                new Watch(name, free, asks ? Optional.of(place(thing.getClass().getName())) : Optional.empty());
        watch.cleanable = CLEANER.register(thing, watch);
        return watch;
    }

    /** Of what is not closed yet. */
    public static final class Watch implements Runnable {
        private final String name;
        private final Runnable free;
        private final Optional<String> place;
        private Cleaner.Cleanable cleanable;
        private volatile boolean ended;

        private Watch(String name, Runnable free, Optional<String> place) {
            this.name = name;
            this.free = free;
            this.place = place;
        }

        /** It has been closed. */
        public void end() {
            ended = true;
            cleanable.clean();
        }

        /** Nobody can reach it any more, or it has been closed. */
        @Override
        public void run() {
            if (!ended) {
                tell(
                        freed()
                                ? "its memory is free again"
                                : "its memory is lost, as a native call or a channel uses it");
            }
        }

        private boolean freed() {
            try {
                free.run();
                return true;
            } catch (IllegalStateException e) { // who uses it refers to the memory alone
                return false;
            }
        }

        private void tell(String whatNow) {
            if (MODE.equals("off") || (place.isEmpty() && TOLD_WITHOUT_PLACE.getAndSet(true))) {
                return;
            }
            String where = place.map(known -> "it was opened at " + known)
                    .orElse("start Java with -D" + PROPERTY + "=always to be told where such are opened");
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kernels: {0} was not closed before the last reference to it was lost; {1}; {2}",
                    name,
                    whatNow,
                    where);
        }
    }

    private static String place(String opened) {
        List<String> own = List.of(Leaks.class.getName(), opened);
        return StackWalker.getInstance()
                .walk(frames -> frames.dropWhile(frame -> own.contains(frame.getClassName()))
                        .limit(FRAMES)
                        .map(Leaks::describe)
                        .collect(Collectors.joining(", called at ")));
    }

    private static String describe(StackFrame frame) {
        return frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber();
    }
}

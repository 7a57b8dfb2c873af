package dev.thrice.command;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Something that was asked for wrongly, told in the one line that is its message; no stack trace. */
public final class UsageError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Tells it.
     *
     * @param message names the option, what was given and what was expected
     */
    public UsageError(String message) {
        super(message);
    }

    /**
     * Checks what was given.
     *
     * @param option that was given, or has its default
     * @param value of it
     * @param fits whether it is right
     * @param expected what would be
     * @throws UsageError if it does not fit
     */
    public static void require(String option, Object value, boolean fits, String expected) {
        if (!fits) {
            throw new UsageError(option + " " + value + ", expected " + expected);
        }
    }

    /**
     * Checks that a list names something, and nothing twice.
     *
     * @param option that it was given by, or has its default
     * @param values of it
     * @throws UsageError if not
     */
    public static void requireDistinct(String option, List<?> values) {
        Set<Object> before = new HashSet<>();
        values.forEach(value -> require(option, value + " twice", before.add(value), "each once"));
        require(option, "of nothing", !values.isEmpty(), "at least one");
    }

    /**
     * Makes something of options whose values the library judges. Only for what is made of options alone, since what a library refuses
     * elsewhere is a mistake of ours.
     *
     * @param making makes it
     * @param <T> what is made
     * @return it
     * @throws UsageError if the library refuses an argument
     */
    public static <T> T unlessRefused(Supplier<T> making) {
        try {
            return making.get();
        } catch (IllegalArgumentException e) {
            throw new UsageError(e.getMessage());
        }
    }
}

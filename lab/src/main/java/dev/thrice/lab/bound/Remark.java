package dev.thrice.lab.bound;

import java.util.List;

/**
 * What is to be known about a run.
 *
 * @param text in a sentence, without its full stop
 * @param where it was met, one by one; empty where that is in the text
 */
record Remark(String text, List<String> where) {
    /** Copies the list. */
    Remark {
        where = List.copyOf(where);
    }

    /** One of the whole run. */
    static Remark of(String text) {
        return new Remark(text, List.of());
    }
}

package dev.thrice.engine.algorithm;

/** Checks that algorithms have in common. */
final class Requirements {
    private Requirements() {}

    static void steps(int steps) {
        if (steps < 0) {
            throw new IllegalArgumentException("inference steps " + steps + ", expected at least 0");
        }
    }

    static void positive(String name, float number) {
        if (!(number > 0 && number < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " " + number + ", expected a number above 0");
        }
    }

    static void stepSize(float stepSize) {
        if (!(stepSize > 0 && stepSize < 2)) {
            throw new IllegalArgumentException("step size " + stepSize + ", expected above 0 and below 2");
        }
    }
}

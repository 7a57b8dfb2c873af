package dev.thrice.jit;

import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.GemmSpec.Packed;
import dev.thrice.kernels.spec.Transpose;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Products whose operands lie against memory that cannot be touched, in a JVM of its own, since who touches it ends that. Its name is printed before
 * each of them, so that the last is the one that ended it.
 */
final class FencedProducts {
    /** How a line begins that is no JVM's. */
    static final String PREFIX = "fenced: ";

    /** What is printed when all of them are through. */
    static final String DONE = PREFIX + "done";

    /** About vectors' lengths, and more than one of each. */
    private static final int[] COLUMNS = {1, 3, 4, 5, 7, 8, 9, 11, 12, 15, 16, 17, 31, 33, 63, 65};

    private static final int[] ROWS = {1, 5, 15};
    private static final int[] DEPTHS = {1, 3, 4, 5, 9};

    /** Deep enough to be summed in the lanes of vectors. */
    private static final int[] DEPTHS_IN_LANES = {16, 17, 23, 31, 33, 67};

    private static final List<Boolean> PLACES = List.of(false, true);

    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    private int turn;

    private FencedProducts() {}

    /**
     * Runs all, or one that reads past an end.
     *
     * @param args whether that one
     */
    public static void main(String[] args) {
        if (Boolean.parseBoolean(args[0])) {
            new FencedProducts().tooLarge();
        } else {
            new FencedProducts().all();
        }
    }

    private void all() {
        for (boolean atTheEnd : PLACES) {
            FencedRoom room = new FencedRoom(atTheEnd);
            for (int m : ROWS) {
                for (int n : COLUMNS) {
                    for (int k : DEPTHS) {
                        orientations(m, n, k, room);
                    }
                }
            }
            inLanes(room);
            orientations(131, 301, 1040, room);
            orientations(131, 2070, 70, room);
        }
        print(DONE);
    }

    private void orientations(int m, int n, int k, FencedRoom room) {
        for (Transpose a : Transpose.values()) {
            for (Transpose b : Transpose.values()) {
                GemmSpec spec = tight(m, n, k, a, b).scaled(1f, turn % 2).then(epilogue(turn++));
                run(spec, spec, room);
                run(spec, spec.withPacked(Packed.B), room);
            }
        }
    }

    /** Of few rows, whose sums are exact, so that their order makes no difference. */
    private void inLanes(FencedRoom room) {
        for (int m : new int[] {1, Blocking.ROWS_IN_LANES}) {
            for (int n : COLUMNS) {
                for (int k : DEPTHS_IN_LANES) {
                    GemmSpec spec = tight(m, n, k, Transpose.NO, Transpose.YES)
                            .scaled(1f, turn % 2)
                            .then(epilogue(turn++));
                    run(new Example(spec, Example.Values.INTEGERS, 1), spec, spec, m, room);
                }
            }
        }
    }

    private void tooLarge() {
        GemmSpec spec = tight(5, 16, 3, Transpose.NO, Transpose.NO);
        run(spec, tight(5, 16, 4, Transpose.NO, Transpose.NO), new FencedRoom(true));
    }

    /** Runs a plan on the operands of a specification. */
    private void run(GemmSpec stored, GemmSpec planned, FencedRoom room) {
        run(new Example(stored, Example.Values.REALS, 1), stored, planned, Plans.PART_OF_MANY, room);
    }

    private void run(Example example, GemmSpec stored, GemmSpec planned, int rowsOfWhole, FencedRoom room) {
        for (Isa isa : Plans.isas()) {
            String how = isa + " " + planned;
            print(PREFIX + how);
            Operands operands = example.in(room, stored);
            room.makeReadOnly("A");
            room.makeReadOnly("B");
            room.makeReadOnly("D");
            Plans.run(planned, rowsOfWhole, isa, operands, room);
            example.requireDone(operands, how);
        }
    }

    private void print(String line) {
        out.println(line);
        out.flush();
    }

    /** Rows of each operand without anything between them, or with a few floats. */
    private GemmSpec tight(int m, int n, int k, Transpose a, Transpose b) {
        int gap = turn % 3;
        return GemmSpec.of(m, n, k, a, b)
                .leadingDimensions((a == Transpose.NO ? k : m) + gap, (b == Transpose.NO ? n : k) + gap, n + gap);
    }

    private static Epilogue epilogue(int turn) {
        Epilogue.Step[] steps = Epilogue.Step.values();
        Epilogue.Step step = steps[turn / 2 % steps.length];
        return new Epilogue(step, step == Epilogue.Step.ADD ? .3f : 1f, turn % 2 == 1);
    }
}

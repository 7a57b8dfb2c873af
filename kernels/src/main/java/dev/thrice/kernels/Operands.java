package dev.thrice.kernels;

import dev.thrice.kernels.spec.Runs;

/** The checks of an elementwise kernel's operands, and what keeps a kernel's operands alive while it runs. Allocates nothing. */
final class Operands {
    private Operands() {}

    /** Holds one tensor and then the others, where there are any, that need a hold of their own; all or none. */
    static void hold(Tensor first, Tensor second, Tensor third, Tensor fourth) {
        hold(first, second, third, fourth, null);
    }

    /** Likewise of five. */
    static void hold(Tensor first, Tensor second, Tensor third, Tensor fourth, Tensor fifth) {
        first.hold();
        int held = 1;
        try {
            holdBeside(first, second);
            held++;
            holdBeside(first, third);
            held++;
            holdBeside(first, fourth);
            held++;
            holdBeside(first, fifth);
            held++;
        } finally {
            if (held < 5) {
                releaseBeside(first, held > 3 ? fourth : null);
                releaseBeside(first, held > 2 ? third : null);
                releaseBeside(first, held > 1 ? second : null);
                first.release();
            }
        }
    }

    /** Ends {@link #hold}, given the same tensors. */
    static void release(Tensor first, Tensor second, Tensor third, Tensor fourth) {
        release(first, second, third, fourth, null);
    }

    /** Likewise of five. */
    static void release(Tensor first, Tensor second, Tensor third, Tensor fourth, Tensor fifth) {
        releaseBeside(first, fifth);
        releaseBeside(first, fourth);
        releaseBeside(first, third);
        releaseBeside(first, second);
        first.release();
    }

    /**
     * Whether the rows of tensors of one shape lie one behind the other, so that a kernel that goes element by element may take them
     * for one long row: it would begin anew for each, which for 64 columns takes as long as the row.
     */
    static boolean areOneRow(Tensor x, Tensor y, Tensor z) {
        int columns = x.columns();
        return x.leadingDimension() == columns
                && y.leadingDimension() == columns
                && z.leadingDimension() == columns
                && (long) x.rows() * columns <= Integer.MAX_VALUE;
    }

    /** An operand of the output's shape, that is the output itself or apart from it. */
    static void requireAlike(String kernel, Tensor t, Tensor out) {
        requireShape(kernel, t, out.rows(), out.columns());
        boolean same = t.address() == out.address() && t.leadingDimension() == out.leadingDimension();
        if (!same) {
            requireApart(kernel, t, out);
        }
    }

    /** An operand of another's shape and apart from it. */
    static void requireBeside(String kernel, Tensor t, Tensor other) {
        requireShape(kernel, t, other.rows(), other.columns());
        requireApart(kernel, t, other);
    }

    static void requireShape(String kernel, Tensor t, int rows, int columns) {
        if (t.rows() != rows || t.columns() != columns) {
            throw new IllegalArgumentException(kernel + ": " + t + ", expected [" + rows + " x " + columns + "]");
        }
    }

    static void requireApart(String kernel, Tensor t, Tensor out) {
        if (t.overlaps(out)) {
            throw new IllegalArgumentException(kernel + ": output overlaps an input");
        }
    }

    /** Runs that lead out of neither, to memory that may be written. */
    static void requireRuns(String kernel, Runs runs, Tensor x, Tensor y) {
        requireFloats(kernel, "source", x, runs.sourceExtent());
        requireFloats(kernel, "target", y, runs.targetExtent());
        requireApart(kernel, x, y);
        y.requireWritable(kernel, "target");
    }

    private static void requireFloats(String kernel, String operand, Tensor t, long floats) {
        if (t.floats() < floats) {
            throw new IllegalArgumentException(kernel + ": " + operand + " " + t + " has " + t.floats()
                    + " floats from the first to the last, expected at least the " + floats + " of the runs");
        }
    }

    /** A number for each row, in the first column. */
    static void requireScales(String kernel, Tensor scales, Tensor t) {
        if (scales.rows() != t.rows() || scales.columns() < 1) {
            throw new IllegalArgumentException(
                    kernel + ": scales " + scales + ", expected [" + t.rows() + " x 1 or more]");
        }
    }

    static void requireColumns(String kernel, Tensor t) {
        if (t.columns() == 0 && t.rows() > 0) {
            throw new IllegalArgumentException(kernel + ": " + t + ", expected at least 1 column");
        }
    }

    static void requireLabels(String kernel, Tensor p, Labels labels) {
        if (labels.size() != p.rows() || labels.classes() != p.columns()) {
            throw new IllegalArgumentException(kernel + ": " + labels.size() + " labels of " + labels.classes()
                    + " classes, expected as many as rows and columns of " + p);
        }
    }

    private static void holdBeside(Tensor first, Tensor other) {
        if (other != null && !first.sharesHold(other)) {
            other.hold();
        }
    }

    private static void releaseBeside(Tensor first, Tensor other) {
        if (other != null && !first.sharesHold(other)) {
            other.release();
        }
    }
}

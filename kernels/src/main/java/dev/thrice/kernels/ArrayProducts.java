package dev.thrice.kernels;

import dev.thrice.kernels.spec.GemmSpec;
import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Function;

/**
 * Products of arrays. The plans of the last ones are kept, with their memory, for whoever multiplies arrays of those shapes next; each thread that is
 * at it has one of its own. What is large is not kept: beside so many operations planning does not count.
 */
final class ArrayProducts {
    private static final int MOST_KEPT = 16;
    private static final long LARGEST_KEPT = 1 << 22;

    private final Function<GemmSpec, Gemm> planner;

    /** The last used first; guarded by this. */
    private final Deque<ArrayProduct> kept = new ArrayDeque<>();

    ArrayProducts(Function<GemmSpec, Gemm> planner) {
        this.planner = planner;
    }

    float[] multiply(float[] a, float[] b, int m, int k, int n) {
        GemmSpec.Size size = new GemmSpec.Size(m, n, k);
        requireValues("a", a, "m k", m, k);
        requireValues("b", b, "k n", k, n);
        if ((long) m * n > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "multiply: the product, [" + m + " x " + n + "], is larger than an array can be");
        }
        GemmSpec spec = ArrayProduct.spec(size);
        return ArrayProduct.bytes(spec) > LARGEST_KEPT ? multiplyOnce(spec, a, b) : multiply(spec, a, b);
    }

    private float[] multiplyOnce(GemmSpec spec, float[] a, float[] b) {
        try (Arena arena = Arena.ofConfined();
                ArrayProduct product = new ArrayProduct(planner.apply(spec), arena)) {
            return product.run(a, b);
        }
    }

    private float[] multiply(GemmSpec spec, float[] a, float[] b) {
        ArrayProduct kept = take(spec);
        ArrayProduct product = kept == null ? new ArrayProduct(planner.apply(spec), Arena.ofAuto()) : kept;
        float[] c = product.run(a, b);
        keep(product);
        return c;
    }

    private synchronized ArrayProduct take(GemmSpec spec) {
        for (Iterator<ArrayProduct> each = kept.iterator(); each.hasNext(); ) {
            ArrayProduct product = each.next();
            if (product.spec().equals(spec)) {
                each.remove();
                return product;
            }
        }
        return null;
    }

    private void keep(ArrayProduct product) {
        ArrayProduct last = null;
        synchronized (this) {
            kept.addFirst(product);
            if (kept.size() > MOST_KEPT) {
                last = kept.removeLast();
            }
        }
        if (last != null) {
            last.close();
        }
    }

    private static void requireValues(String name, float[] values, String product, int rows, int columns) {
        if (values.length != (long) rows * columns) {
            throw new IllegalArgumentException("multiply: " + name + " has " + values.length + " values, expected "
                    + product + " = " + rows + " x " + columns + " = " + (long) rows * columns);
        }
    }
}

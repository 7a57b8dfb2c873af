package dev.thrice.engine.execution;

import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.parallel.OutputShare;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scales a gradient that is larger than some norm down to it. Each worker adds the squares of its own rows; when all have, each adds up
 * the rows of all, in the order of layers, so that all have the same norm, whatever their number. Allocates nothing.
 */
final class GradientNorm {
    private final Kernels kernels;
    private final double largest;
    private final Share[][] shares; // by worker
    private final double[] squares; // sums of rows, or of a parameter of a single row its elements

    /**
     * A worker's part of a parameter's gradient.
     *
     * @param first where its squares begin
     * @param gradient the part
     * @param rows each of its rows; none if its elements count by themselves
     */
    private record Share(int first, Tensor gradient, List<Tensor> rows) {}

    GradientNorm(Engine engine, float largest) {
        this.largest = largest;
        kernels = engine.network().kernels();
        int workers = engine.team().workers();
        List<List<Share>> all = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            all.add(new ArrayList<>());
        }
        Parameters gradient = engine.gradient();
        int next = 0;
        for (int l = 0; l < gradient.length(); l++) {
            boolean own = engine.network().chain().parametersOf(l) == l; // else it has been added to another's
            for (int p = 0; own && p < gradient.of(l).size(); p++) {
                if (engine.network().chain().function(l).parameters().get(p).learned()) {
                    Tensor whole = gradient.of(l).get(p);
                    for (int w = 0; w < workers; w++) {
                        add(all.get(w), next, whole, engine.outputs(w, l));
                    }
                    next += whole.rows() == 1 ? whole.columns() : whole.rows();
                }
            }
        }
        shares = all.stream().map(own -> own.toArray(Share[]::new)).toArray(Share[][]::new);
        squares = new double[next];
    }

    private static void add(List<Share> own, int first, Tensor whole, OutputShare share) {
        Tensor part = share.of(whole);
        if (part.rows() > 0 && part.columns() > 0) {
            List<Tensor> rows = whole.rows() == 1
                    ? List.of()
                    : IntStream.range(0, part.rows())
                            .mapToObj(i -> part.rows(i, 1))
                            .toList();
            own.add(new Share(first + share.start(whole), part, rows));
        }
    }

    /** Adds a worker's squares; all do before any {@linkplain #clip clips}. */
    void measure(int worker) {
        for (Share share : shares[worker]) {
            for (int i = 0; i < share.rows.size(); i++) {
                squares[share.first + i] = kernels.sumOfSquares(share.rows.get(i));
            }
            for (int j = 0; share.rows.isEmpty() && j < share.gradient.columns(); j++) {
                double element = share.gradient.get(0, j);
                squares[share.first + j] = element * element;
            }
        }
    }

    /** Scales a worker's part of the gradient, if all of it is too large. */
    void clip(int worker) {
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        double norm = Math.sqrt(sum);
        if (norm > largest) {
            float factor = (float) (largest / norm);
            for (Share share : shares[worker]) {
                kernels.axpby(factor, share.gradient, 0f, share.gradient);
            }
        }
    }
}

package dev.thrice.kernels;

import dev.thrice.kernels.spi.ElementwiseKernels;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.GemmProvider;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/**
 * The kernels of one provider, with every operand checked: shape, lifetime, overlap. Thread-safe; the {@link Gemm} plans
 * it makes are not.
 *
 * <p>Outputs and inputs of the elementwise kernels are the same tensor or do not overlap at all.
 */
public final class Kernels {
    /** The system property that names the provider {@link #select()} takes: {@value}. */
    public static final String PROVIDER_PROPERTY = "thrice.provider";

    /** The choice that takes the best provider there is. */
    public static final String AUTO = "auto";

    private final String choice;
    private final GemmProvider provider;
    private final ElementwiseKernels elementwise;

    private Kernels(String choice, GemmProvider provider, ElementwiseKernels elementwise) {
        this.choice = choice;
        this.provider = provider;
        this.elementwise = elementwise;
    }

    /**
     * The kernels that system property {@value #PROVIDER_PROPERTY} names, {@value #AUTO} where it is not set.
     *
     * @return the kernels
     * @throws IllegalArgumentException as {@link #select(String)}
     */
    public static Kernels select() {
        return select(System.getProperty(PROVIDER_PROPERTY, AUTO));
    }

    /**
     * The kernels of a provider.
     *
     * @param name {@value #AUTO}, or the name of an available provider
     * @return the kernels
     * @throws IllegalArgumentException if there is no such provider or it cannot work here; the message says why and
     *     lists the choices
     */
    public static Kernels select(String name) {
        Providers providers = Providers.get();
        GemmProvider provider = name.equals(AUTO) ? providers.preferred() : providers.named(name);
        return new Kernels(name, provider, providers.elementwiseOf(provider));
    }

    /**
     * All providers known here, those that cannot work with the reason.
     *
     * @return one status a provider, in order of preference
     */
    public static List<ProviderStatus> providers() {
        return Providers.get().statuses();
    }

    /**
     * The provider at work.
     *
     * @return its name
     */
    public String provider() {
        return provider.name();
    }

    /**
     * Why this provider.
     *
     * @return one line
     */
    public String reason() {
        return choice.equals(AUTO) ? "first in order of preference that is available" : "asked for by name";
    }

    /**
     * Plans a product.
     *
     * @param spec shape, orientation, strides, scales and epilogue
     * @return a plan for one thread at a time
     */
    public Gemm gemm(GemmSpec spec) {
        return new Gemm(spec, EpiloguePass.plan(provider, spec, elementwise), provider.name());
    }

    /**
     * Plans one large product for several threads. The result has the same bits for any number of workers, by the
     * scalar and the SIMD provider; OpenBLAS chooses its loops by the size. A run allocates
     * nothing; it is called by one thread at a time, which works along.
     *
     * @param spec shape, orientation, strides, scales and epilogue
     * @param pool whose threads work beside the caller
     * @param workers threads that take part, the caller included; a small product takes fewer
     * @return a plan for one calling thread at a time
     * @throws IllegalArgumentException if there is less than one worker
     */
    public Gemm gemm(GemmSpec spec, ForkJoinPool pool, int workers) {
        GemmKernel kernel =
                ParallelProduct.plan(spec, pool, workers, part -> EpiloguePass.plan(provider, part, elementwise));
        return new Gemm(spec, kernel, provider.name());
    }

    /**
     * Sets every element of y.
     *
     * @param value the value
     * @param y output
     * @throws IllegalStateException if memory was freed
     */
    public void fill(float value, Tensor y) {
        Operands.hold(y, null, null, null);
        try {
            elementwise.fill(y.rows(), y.columns(), value, y.address(), y.leadingDimension());
        } finally {
            Operands.release(y, null, null, null);
        }
    }

    /**
     * y = tanh(x), to 1.5 ulp in every provider; odd to the bit, exact at zeros and infinities.
     *
     * @param x input
     * @param y output, of x's shape
     * @throws IllegalArgumentException if the shapes differ or the memory overlaps in part
     * @throws IllegalStateException if memory was freed
     */
    public void tanh(Tensor x, Tensor y) {
        requireSameShape("tanh", x, y);
        requireSameOrApart("tanh", x, y);
        Operands.hold(y, x, null, null);
        try {
            elementwise.tanh(
                    y.rows(), y.columns(), x.address(), x.leadingDimension(), y.address(), y.leadingDimension());
        } finally {
            Operands.release(y, x, null, null);
        }
    }

    /**
     * out = v (1 - y^2): the input-VJP of tanh, from its output.
     *
     * @param v the vector of the product
     * @param y tanh's output
     * @param out result, of the same shape
     * @throws IllegalArgumentException if the shapes differ or the memory overlaps in part
     * @throws IllegalStateException if memory was freed
     */
    public void tanhDerivative(Tensor v, Tensor y, Tensor out) {
        requireSameShape("tanhDerivative", v, out);
        requireSameShape("tanhDerivative", y, out);
        requireSameOrApart("tanhDerivative", v, out);
        requireSameOrApart("tanhDerivative", y, out);
        Operands.hold(out, v, y, null);
        try {
            elementwise.tanhDerivative(
                    out.rows(),
                    out.columns(),
                    v.address(),
                    v.leadingDimension(),
                    y.address(),
                    y.leadingDimension(),
                    out.address(),
                    out.leadingDimension());
        } finally {
            Operands.release(out, v, y, null);
        }
    }

    /**
     * y = alpha x + beta y. With beta = 0 the old y is not read.
     *
     * @param alpha factor of x
     * @param x input
     * @param beta factor of y
     * @param y input and output, of x's shape
     * @throws IllegalArgumentException if the shapes differ or the memory overlaps in part
     * @throws IllegalStateException if memory was freed
     */
    public void axpby(float alpha, Tensor x, float beta, Tensor y) {
        requireSameShape("axpby", x, y);
        requireSameOrApart("axpby", x, y);
        Operands.hold(y, x, null, null);
        try {
            elementwise.axpby(
                    y.rows(),
                    y.columns(),
                    alpha,
                    x.address(),
                    x.leadingDimension(),
                    beta,
                    y.address(),
                    y.leadingDimension());
        } finally {
            Operands.release(y, x, null, null);
        }
    }

    /**
     * sums[0, j] = sum over i of x[i, j], in float32.
     *
     * @param x [rows x columns]
     * @param sums [1 x columns]
     * @throws IllegalArgumentException if sums has another shape or overlaps x
     * @throws IllegalStateException if memory was freed
     */
    public void columnSums(Tensor x, Tensor sums) {
        requireShape("columnSums: sums", sums, 1, x.columns());
        requireApart("columnSums", x, sums);
        Operands.hold(sums, x, null, null);
        try {
            elementwise.columnSums(x.rows(), x.columns(), x.address(), x.leadingDimension(), sums.address());
        } finally {
            Operands.release(sums, x, null, null);
        }
    }

    /**
     * y[i, j] = x[i, j] - log(sum over j of exp(x[i, j])) for each row, with the row's maximum taken out first, so that
     * no finite input overflows.
     *
     * @param x logits [rows x columns], at least one column unless there are no rows
     * @param y log-probabilities, of x's shape
     * @throws IllegalArgumentException if the shapes differ, the memory overlaps in part, or there is no column
     * @throws IllegalStateException if memory was freed
     */
    public void logSoftmax(Tensor x, Tensor y) {
        requireSameShape("logSoftmax", x, y);
        if (x.columns() == 0 && x.rows() > 0) {
            throw new IllegalArgumentException("logSoftmax: " + x + ", expected at least 1 column");
        }
        requireSameOrApart("logSoftmax", x, y);
        Operands.hold(y, x, null, null);
        try {
            elementwise.logSoftmax(
                    y.rows(), y.columns(), x.address(), x.leadingDimension(), y.address(), y.leadingDimension());
        } finally {
            Operands.release(y, x, null, null);
        }
    }

    /**
     * out[i, j] = scale ([j = label i] - exp(p[i, j])): minus the gradient of the negative log-likelihood with regard to
     * the logits, the sign that errors have in predictive coding.
     *
     * @param p log-probabilities [rows x classes]
     * @param labels one a row
     * @param scale factor, 1 for a loss summed over the batch
     * @param out result, of p's shape
     * @throws IllegalArgumentException if the shapes differ or the memory overlaps in part
     * @throws IllegalStateException if memory was freed
     */
    public void softmaxResidual(Tensor p, Labels labels, float scale, Tensor out) {
        requireSameShape("softmaxResidual", p, out);
        requireLabels("softmaxResidual", p, labels);
        requireSameOrApart("softmaxResidual", p, out);
        Operands.hold(out, p, null, null);
        try {
            labels.hold();
            try {
                elementwise.softmaxResidual(
                        out.rows(),
                        out.columns(),
                        p.address(),
                        p.leadingDimension(),
                        labels.address(),
                        scale,
                        out.address(),
                        out.leadingDimension());
            } finally {
                labels.release();
            }
        } finally {
            Operands.release(out, p, null, null);
        }
    }

    /**
     * The negative log-likelihood, summed over rows in float64.
     *
     * @param p log-probabilities [rows x classes]
     * @param labels one a row
     * @return minus the sum of the labels' log-probabilities, in nats
     * @throws IllegalArgumentException if the shapes do not match
     * @throws IllegalStateException if memory was freed
     */
    public double negativeLogLikelihood(Tensor p, Labels labels) {
        requireLabels("negativeLogLikelihood", p, labels);
        double sum = 0;
        for (int i = 0; i < p.rows(); i++) {
            sum -= p.get(i, labels.get(i));
        }
        return sum;
    }

    /**
     * One step of SGD with momentum in PyTorch's form: v = momentum v + g, then w = w - learningRate v (Sutskever et al.
     * 2013, without the learning rate inside v).
     *
     * @param w parameters, updated
     * @param g their gradient
     * @param v their velocity, updated
     * @param learningRate the step
     * @param momentum the decay of v, 0 for plain SGD
     * @throws IllegalArgumentException if the shapes differ or any two overlap
     * @throws IllegalStateException if memory was freed
     */
    public void momentumStep(Tensor w, Tensor g, Tensor v, float learningRate, float momentum) {
        requireSameShape("momentumStep", g, w);
        requireSameShape("momentumStep", v, w);
        requireApart("momentumStep", g, w);
        requireApart("momentumStep", v, w);
        requireApart("momentumStep", g, v);
        Operands.hold(w, g, v, null);
        try {
            elementwise.momentumStep(
                    w.rows(),
                    w.columns(),
                    w.address(),
                    w.leadingDimension(),
                    g.address(),
                    g.leadingDimension(),
                    v.address(),
                    v.leadingDimension(),
                    learningRate,
                    momentum);
        } finally {
            Operands.release(w, g, v, null);
        }
    }

    private static void requireLabels(String kernel, Tensor p, Labels labels) {
        if (labels.size() != p.rows() || labels.classes() != p.columns()) {
            throw new IllegalArgumentException(kernel + ": " + labels.size() + " labels of " + labels.classes()
                    + " classes, expected as many as rows and columns of " + p);
        }
    }

    private static void requireSameShape(String kernel, Tensor t, Tensor out) {
        requireShape(kernel, t, out.rows(), out.columns());
    }

    private static void requireShape(String kernel, Tensor t, int rows, int columns) {
        if (t.rows() != rows || t.columns() != columns) {
            throw new IllegalArgumentException(kernel + ": " + t + ", expected [" + rows + " x " + columns + "]");
        }
    }

    private static void requireApart(String kernel, Tensor t, Tensor out) {
        if (t.overlaps(out)) {
            throw new IllegalArgumentException(kernel + ": output overlaps an input");
        }
    }

    private static void requireSameOrApart(String kernel, Tensor t, Tensor out) {
        boolean same = t.address() == out.address() && t.leadingDimension() == out.leadingDimension();
        if (!same) {
            requireApart(kernel, t, out);
        }
    }
}

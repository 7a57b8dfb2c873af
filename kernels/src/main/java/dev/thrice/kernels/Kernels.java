package dev.thrice.kernels;

import dev.thrice.kernels.elementwise.ArithmeticKernels;
import dev.thrice.kernels.elementwise.ElementwiseKernels;
import dev.thrice.kernels.elementwise.FunctionKernels;
import dev.thrice.kernels.elementwise.LossKernels;
import dev.thrice.kernels.elementwise.MapKernel;
import dev.thrice.kernels.elementwise.NormalizationKernels;
import dev.thrice.kernels.elementwise.UpdateKernels;
import dev.thrice.kernels.elementwise.VjpKernel;
import dev.thrice.kernels.events.KernelEvents;
import dev.thrice.kernels.events.PlanChoice;
import dev.thrice.kernels.plan.EpiloguePass;
import dev.thrice.kernels.plan.ParallelProduct;
import dev.thrice.kernels.plan.Providers;
import dev.thrice.kernels.scalar.DoubleSums;
import dev.thrice.kernels.spec.AdamCoefficients;
import dev.thrice.kernels.spec.Epilogue;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spec.Runs;
import dev.thrice.kernels.spi.GemmKernel;
import dev.thrice.kernels.spi.GemmProvider;
import dev.thrice.kernels.spi.ProviderStatus;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;

/**
 * The kernels of one provider, with every operand checked: shape, lifetime, overlap. Thread-safe; the {@link Gemm} plans
 * it makes are not.
 *
 * <p>The operands of an elementwise kernel have one shape, with any leading dimensions, unless it says otherwise. An output
 * may be one of the inputs, the same memory with the same leading dimension; apart from that it overlaps none. Each
 * kernel throws IllegalArgumentException if shapes differ, memory overlaps in part or an output is read-only, and IllegalStateException if
 * memory was freed, before anything is written.
 */
public final class Kernels {
    /** Whole numbers up to here are floats. */
    private static final int WHOLE_FLOATS = 1 << 24;

    /** The system property that names the provider {@link #select()} takes: {@value}. */
    public static final String PROVIDER_PROPERTY = "thrice.provider";

    /**
     * The choice of one provider for all products: the first that works of {@code jit}, code that is assembled for a product when it is
     * planned, {@code simd}, {@code openblas} and {@code scalar}; only {@code simd} and {@code scalar} are of this module. Others are asked
     * where {@link dev.thrice.kernels.spi.GemmProvider#preference} says.
     *
     * <p>By {@code jit}, {@code simd} and {@code scalar} equal rows of a product have equal bits wherever they stand and whichever thread
     * computes them: a sample's result does not depend on its place in the batch. Other providers promise none of that. By OpenBLAS, in one
     * product, equal rows may have other bits by where they stand.
     */
    public static final String PREFERRED = Providers.PREFERRED;

    /**
     * The choice of a provider for each product: the one that was measured to be fastest on this machine. The first plan of its kind
     * takes some tenths of a second; what it found is kept in the user's cache folder. Where the products of a computation are
     * divided otherwise, for another number of workers, another provider may be chosen, and bits may differ; where it is OpenBLAS, they
     * differ by a sample's place in the batch, too ({@link #PREFERRED}).
     */
    public static final String AUTO = Providers.AUTO;

    private final String provider;
    private final String reason;
    private final Function<GemmSpec, GemmProvider> choice;
    private final int rowsOfBatch;
    private final TensorArena owner; // of the plans; null where they have none
    private final Rehearsal rehearsal;
    private final ArrayProducts arrayProducts = new ArrayProducts(this::plan);
    private final ElementwiseKernels elementwise;
    private final FunctionKernels functions;
    private final ArithmeticKernels arithmetic;
    private final LossKernels losses;
    private final UpdateKernels updates;
    private final NormalizationKernels normalization;

    private Kernels(
            String provider,
            String reason,
            Function<GemmSpec, GemmProvider> choice,
            int rowsOfBatch,
            TensorArena owner,
            Rehearsal rehearsal,
            ElementwiseKernels elementwise) {
        this.provider = provider;
        this.reason = reason;
        this.choice = choice;
        this.rowsOfBatch = rowsOfBatch;
        this.owner = owner;
        this.rehearsal = rehearsal;
        this.elementwise = elementwise;
        functions = elementwise.functions();
        arithmetic = elementwise.arithmetic();
        losses = elementwise.losses();
        updates = elementwise.updates();
        normalization = elementwise.normalization();
    }

    /** Kernels of a choice of providers for products. */
    static Kernels of(
            String provider, String reason, Function<GemmSpec, GemmProvider> choice, ElementwiseKernels elementwise) {
        return new Kernels(provider, reason, choice, 0, null, new Rehearsal(), elementwise);
    }

    /**
     * The kernels that system property {@value #PROVIDER_PROPERTY} names, {@value #PREFERRED} where it is not set.
     *
     * @return the kernels
     * @throws IllegalArgumentException as {@link #select(String)}
     * @throws IllegalStateException as {@link #select(String)}
     */
    public static Kernels select() {
        String named = System.getProperty(PROVIDER_PROPERTY);
        return named == null ? select(PREFERRED) : select(named, PROVIDER_PROPERTY + ": ");
    }

    /**
     * The kernels of a provider. Elementwise kernels are the scalar provider's own where that was named, else the best there are.
     *
     * @param name {@value #PREFERRED}, {@value #AUTO}, or the name of an available provider
     * @return the kernels
     * @throws IllegalArgumentException if there is no such provider or it cannot work here, or system property {@code
     *     thrice.vector.bits} or {@code thrice.jit.isa} asks for what there is not; the message says why and lists the choices
     * @throws IllegalStateException if the JVM was started so that no provider can work; the message has the flag that it needs
     */
    public static Kernels select(String name) {
        return select(name, "");
    }

    private static Kernels select(String name, String source) {
        Providers providers = Providers.get();
        providers.requireNoMistake();
        if (name.equals(AUTO) && providers.fast().size() > 1) {
            return of(AUTO, "measured for each product", providers.calibration()::provider, providers.elementwise());
        }
        boolean named = !name.equals(PREFERRED) && !name.equals(AUTO);
        GemmProvider provider = named ? providers.named(name, source) : providers.preferred();
        String reason = "asked for by name";
        if (!named) {
            reason = name.equals(AUTO) ? providers.whyNoChoice() : providers.whyPreferred();
        }
        return of(provider.name(), reason, spec -> provider, providers.elementwiseOf(provider));
    }

    /**
     * All providers known here, those that cannot work with the reason. Each is asked, so it takes as long as loading what one of them loads.
     *
     * @return one status a provider, in order of preference
     */
    public static List<ProviderStatus> providers() {
        return Providers.get().statuses();
    }

    /**
     * The provider at work.
     *
     * @return its name, or {@value #AUTO} where each plan has its own; see {@link Gemm#provider}
     */
    public String provider() {
        return provider;
    }

    /**
     * Why this provider; where it stands in for another, why that one cannot work.
     *
     * @return one line
     */
    public String reason() {
        return reason;
    }

    /**
     * These kernels for a batch whose rows are divided: each product of fewer rows is planned as a part of one of so many, so that
     * neither its provider nor, by {@code jit}, {@code simd} and {@code scalar}, its bits depend on the division.
     *
     * @param rows of the batch
     * @return kernels that plan parts
     */
    public Kernels dividing(int rows) {
        return new Kernels(provider, reason, choice, rows, owner, rehearsal, elementwise);
    }

    /**
     * These kernels for plans that are to be closed with an arena, as those of a network are whose tensors it has. A plan must not be in use
     * when that is closed, and may be closed before.
     *
     * @param arena whose closing closes them; it keeps them until then
     * @return kernels whose plans nobody else has to close
     */
    public Kernels closedWith(TensorArena arena) {
        return new Kernels(provider, reason, choice, rowsOfBatch, arena, rehearsal, elementwise);
    }

    /**
     * Plans a product.
     *
     * @param spec shape, orientation, strides, scales and epilogue
     * @return a plan for one thread at a time
     * @throws IllegalStateException if the system does not grant what the plan needs; nothing is left of it then
     */
    public Gemm gemm(GemmSpec spec) {
        Gemm ready = rehearsal.take(spec, rowsOfWhole(spec));
        return owned(ready == null ? plan(spec) : ready);
    }

    /**
     * Plans the product of some operands, C = A B.
     *
     * @param a A: a tensor, a {@linkplain Tensor#transposed transposed view} or a packed operand
     * @param b B, likewise
     * @param c C
     * @return a plan for these, and all others that are stored as they are, for one thread at a time
     * @throws IllegalArgumentException if the shapes make no product
     * @throws IllegalStateException if the system does not grant what the plan needs; nothing is left of it then
     */
    public Gemm gemm(MatrixOperand a, MatrixOperand b, Tensor c) {
        return gemm(a, b, c, Epilogue.NONE);
    }

    /**
     * Plans the product of some operands, C = epilogue(A B).
     *
     * @param a A: a tensor, a {@linkplain Tensor#transposed transposed view} or a packed operand
     * @param b B, likewise
     * @param c C
     * @param epilogue what happens to each element as it is written
     * @return a plan for these, and all others that are stored as they are, for one thread at a time
     * @throws IllegalArgumentException if the shapes make no product
     * @throws IllegalStateException if the system does not grant what the plan needs; nothing is left of it then
     */
    public Gemm gemm(MatrixOperand a, MatrixOperand b, Tensor c, Epilogue epilogue) {
        return gemm(Gemm.specOf(a, b, c).then(epilogue));
    }

    /**
     * Plans one large product for several threads. The result has the same bits for any number of workers, by
     * {@code jit}, {@code simd} and {@code scalar}; OpenBLAS chooses its loops by the size and by where a row stands. A run allocates
     * nothing; it is called by one thread at a time, which works along.
     *
     * @param spec shape, orientation, strides, scales and epilogue
     * @param pool whose threads work beside the caller
     * @param workers threads that take part, the caller included; a small product takes fewer
     * @return a plan for one calling thread at a time
     * @throws IllegalArgumentException if there is less than one worker
     * @throws IllegalStateException if the system does not grant what the plan needs; nothing is left of it then
     */
    public Gemm gemm(GemmSpec spec, ForkJoinPool pool, int workers) {
        return owned(plan(spec, workers, planner -> ParallelProduct.plan(spec, pool, workers, planner)));
    }

    /** Plans by what divides it, which is given the planner of each part. */
    private Gemm plan(GemmSpec spec, int workers, Function<Function<GemmSpec, GemmKernel>, GemmKernel> division) {
        PlanChoice event = KernelEvents.planChoice();
        int rows = rowsOfWhole(spec);
        GemmProvider chosen = choice.apply(spec.withRows(rows));
        GemmKernel kernel = division.apply(part -> EpiloguePass.plan(chosen, part, rows, elementwise));
        if (event != null) {
            event.planned(spec, rows, workers, chosen.name(), reason, kernel.description());
        }
        return new Gemm(spec, kernel, chosen);
    }

    /**
     * Makes products ready, for whom the first of a kind must not take longer than the others. Each is planned, for which its provider may be
     * {@linkplain #AUTO measured}, assembled or loaded, and run on memory of its own until it is compiled, which takes some tenths of a second and
     * the memory of its operands meanwhile. The next {@link #gemm(GemmSpec)} of that specification, of these kernels or of those that are {@linkplain
     * #dividing divided} into parts of so many rows or {@linkplain #closedWith closed} with an arena, has that plan.
     *
     * <p>What remains: a second plan of a specification is planned when it is asked for, though neither measured nor compiled anew, and assembled
     * anew only if the first was closed; one for several threads is always. The first run on other memory waits for its pages and caches. The JVM
     * may compile again, as when it meets a kind of call that it has not seen, and the caller's own code is the caller's to warm.
     *
     * @param specs of the products
     * @throws IllegalStateException if the system does not grant what a plan needs; those before it are ready
     */
    public void warmUp(GemmSpec... specs) {
        for (GemmSpec spec : specs) {
            rehearsal.add(spec, rowsOfWhole(spec), () -> plan(spec));
        }
    }

    /**
     * The product of two arrays, A B, row-major. Both are copied to memory off-heap, and the product from there: m k + k n + m n floats, which for
     * small matrices, or where one of m, n and k is small, takes as long as the product or longer. The plan is kept for the next product of that
     * shape, unless its operands take more than 4 MB. Who multiplies often keeps the operands in {@linkplain TensorArena#tensor(int, int, float...)
     * tensors} and {@linkplain #gemm(MatrixOperand, MatrixOperand, Tensor) plans} himself.
     *
     * @param a A, m k values, row after row
     * @param b B, k n values, row after row
     * @param m rows of A, at least 0
     * @param k columns of A and rows of B, at least 0
     * @param n columns of B, at least 0
     * @return m n values, row after row
     * @throws IllegalArgumentException if an array has another length, or the product would be more than an array can hold
     * @throws IllegalStateException if the system does not grant what the plan needs
     */
    public float[] multiply(float[] a, float[] b, int m, int k, int n) {
        return arrayProducts.multiply(a, b, m, k, n);
    }

    private Gemm plan(GemmSpec spec) {
        return plan(spec, 1, planner -> planner.apply(spec));
    }

    private Gemm owned(Gemm plan) {
        if (owner != null) {
            owner.closeAlong(plan::close);
        }
        return plan;
    }

    private int rowsOfWhole(GemmSpec spec) {
        return Math.max(spec.m(), rowsOfBatch);
    }

    /**
     * Sets every element of y.
     *
     * @param value the value
     * @param y output
     */
    public void fill(float value, Tensor y) {
        y.requireWritable("fill", "y");
        Operands.hold(y, null, null, null);
        try {
            arithmetic.fill(y.filledRows(), y.columns(), value, y.address(), y.leadingDimension());
        } finally {
            Operands.release(y, null, null, null);
        }
    }

    /**
     * y = e^x, to 1.1 ulp in every provider; subnormal where it is below the normal floats.
     *
     * @param x input
     * @param y output
     */
    public void exp(Tensor x, Tensor y) {
        map("exp", functions.exp(), x, y);
    }

    /**
     * y = log x, the natural logarithm, to 1 ulp in every provider; -infinity for a zero of either sign, NaN below.
     *
     * @param x input
     * @param y output
     */
    public void log(Tensor x, Tensor y) {
        map("log", functions.log(), x, y);
    }

    /**
     * y = tanh(x), to 1.5 ulp in every provider; odd to the bit, exact at zeros and infinities.
     *
     * @param x input
     * @param y output
     */
    public void tanh(Tensor x, Tensor y) {
        map("tanh", functions.tanh(), x, y);
    }

    /**
     * out = v (1 - y^2): the input-VJP of tanh, from its output.
     *
     * @param v the vector of the product
     * @param y tanh's output
     * @param out result
     */
    public void tanhDerivative(Tensor v, Tensor y, Tensor out) {
        vjp("tanhDerivative", functions.tanhDerivative(), v, y, out, Operands.areOneRow(v, y, out));
    }

    /**
     * y = 1 / (1 + e^-x), the logistic function, to 2.5 ulp in every provider.
     *
     * @param x input
     * @param y output
     */
    public void sigmoid(Tensor x, Tensor y) {
        map("sigmoid", functions.sigmoid(), x, y);
    }

    /**
     * out = v y (1 - y): the input-VJP of the logistic function, from its output.
     *
     * @param v the vector of the product
     * @param y sigmoid's output
     * @param out result
     */
    public void sigmoidDerivative(Tensor v, Tensor y, Tensor out) {
        vjp("sigmoidDerivative", functions.sigmoidDerivative(), v, y, out, Operands.areOneRow(v, y, out));
    }

    /**
     * y = x where x > 0, else 0; NaN stays NaN.
     *
     * @param x input
     * @param y output
     */
    public void relu(Tensor x, Tensor y) {
        map("relu", functions.relu(), x, y);
    }

    /**
     * out = v where y > 0, else 0; v where y is NaN: the input-VJP of relu, from its output.
     *
     * @param v the vector of the product
     * @param y relu's output
     * @param out result
     */
    public void reluDerivative(Tensor v, Tensor y, Tensor out) {
        vjp("reluDerivative", functions.reluDerivative(), v, y, out, Operands.areOneRow(v, y, out));
    }

    /**
     * y = x where x > 0, else slope x; NaN stays NaN.
     *
     * @param slope above 0 and finite; for 0 there is {@link #relu}
     * @param x input
     * @param y output
     */
    public void leakyRelu(float slope, Tensor x, Tensor y) {
        leakyRelu("leakyRelu", slope, x, x, y);
    }

    /**
     * out = v where y > 0, else slope v; v where y is NaN: the input-VJP of leakyRelu, from its output.
     *
     * @param slope above 0 and finite
     * @param v the vector of the product
     * @param y leakyRelu's output
     * @param out result
     */
    public void leakyReluDerivative(float slope, Tensor v, Tensor y, Tensor out) {
        leakyRelu("leakyReluDerivative", slope, v, y, out);
    }

    private void leakyRelu(String name, float slope, Tensor v, Tensor y, Tensor out) {
        if (!(slope > 0 && slope < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + ": slope " + slope + ", expected above 0 and finite");
        }
        Operands.requireAlike(name, v, out);
        Operands.requireAlike(name, y, out);
        out.requireWritable(name, v == y ? "y" : "out");
        Operands.hold(out, v, y, null);
        try {
            functions.leakyRelu(
                    out.filledRows(),
                    out.columns(),
                    slope,
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
     * y = log(1 + e^x), to 2.5 ulp in every provider; no x overflows.
     *
     * @param x input
     * @param y output
     */
    public void softplus(Tensor x, Tensor y) {
        map("softplus", functions.softplus(), x, y);
    }

    /**
     * out = v (1 - e^-y): the input-VJP of softplus, from its output.
     *
     * @param v the vector of the product
     * @param y softplus' output
     * @param out result
     */
    public void softplusDerivative(Tensor v, Tensor y, Tensor out) {
        vjp("softplusDerivative", functions.softplusDerivative(), v, y, out, Operands.areOneRow(v, y, out));
    }

    /**
     * y = x / (1 + e^-x), also called swish, to 3.5 ulp in every provider; at -infinity its limit, -0.
     *
     * @param x input
     * @param y output
     */
    public void silu(Tensor x, Tensor y) {
        map("silu", functions.silu(), x, y);
    }

    /**
     * out = v s (1 + x (1 - s)), s = 1 / (1 + e^-x), the derivative to 4e-7 in every provider: the input-VJP of silu, from its input, since
     * two inputs have the same output.
     *
     * @param v the vector of the product
     * @param x silu's input
     * @param out result
     */
    public void siluDerivative(Tensor v, Tensor x, Tensor out) {
        vjp("siluDerivative", functions.siluDerivative(), v, x, out, Operands.areOneRow(v, x, out));
    }

    /**
     * y = x Phi(x) with the normal distribution Phi(x) = (1 + erf(x / sqrt 2)) / 2, the form that is no approximation by tanh, to 5.5 ulp in
     * every provider, far below 0 too; at -infinity its limit, -0.
     *
     * @param x input
     * @param y output
     */
    public void gelu(Tensor x, Tensor y) {
        map("gelu", functions.gelu(), x, y);
    }

    /**
     * out = v (Phi(x) + x phi(x)), phi = Phi', the derivative to 4e-7 in every provider: the input-VJP of gelu, from its input, since two
     * inputs have the same output.
     *
     * @param v the vector of the product
     * @param x gelu's input
     * @param out result
     */
    public void geluDerivative(Tensor v, Tensor x, Tensor out) {
        vjp("geluDerivative", functions.geluDerivative(), v, x, out, Operands.areOneRow(v, x, out));
    }

    /**
     * y[i, j] = x[i, j] - log(sum over j of exp(x[i, j])) for each row, with the row's maximum taken out first, so that
     * no finite input overflows. At least one column, unless there are no rows.
     *
     * @param x input
     * @param y output
     */
    public void logSoftmax(Tensor x, Tensor y) {
        Operands.requireColumns("logSoftmax", x);
        map("logSoftmax", functions.logSoftmax(), x, y);
    }

    /**
     * out[i, j] = v[i, j] - exp(y[i, j]) (sum over j of v[i, j]): the input-VJP of log-softmax, from its output.
     *
     * @param v the vector of the product
     * @param y log-softmax's output
     * @param out result
     */
    public void logSoftmaxDerivative(Tensor v, Tensor y, Tensor out) {
        vjp("logSoftmaxDerivative", functions.logSoftmaxDerivative(), v, y, out, false);
    }

    /**
     * out = x + row, the same row added to every row: a bias.
     *
     * @param x input [rows x columns]
     * @param row [1 x columns], apart from out
     * @param out result, of x's shape
     */
    public void addRow(Tensor x, Tensor row, Tensor out) {
        Operands.requireAlike("addRow", x, out);
        Operands.requireShape("addRow: row", row, 1, x.columns());
        Operands.requireApart("addRow", row, out);
        out.requireWritable("addRow", "out");
        Operands.hold(out, x, row, null);
        try {
            arithmetic.addRow(
                    out.filledRows(),
                    out.columns(),
                    x.address(),
                    x.leadingDimension(),
                    row.address(),
                    out.address(),
                    out.leadingDimension());
        } finally {
            Operands.release(out, x, row, null);
        }
    }

    /**
     * y = alpha x + beta y, as {@link #axpby(float, Tensor, float, Tensor, Tensor)} does it.
     *
     * @param alpha factor of x
     * @param x input
     * @param beta factor of y
     * @param y input and output
     */
    public void axpby(float alpha, Tensor x, float beta, Tensor y) {
        axpby(alpha, x, beta, y, y);
    }

    /**
     * out = alpha x + beta y, rounded as fma(beta, y, alpha x). An operand whose factor is 0 is not read.
     *
     * @param alpha factor of x
     * @param x input
     * @param beta factor of y
     * @param y input
     * @param out result
     */
    public void axpby(float alpha, Tensor x, float beta, Tensor y, Tensor out) {
        Operands.requireAlike("axpby", x, out);
        Operands.requireAlike("axpby", y, out);
        out.requireWritable("axpby", "out");
        boolean oneRow = Operands.areOneRow(x, y, out);
        Operands.hold(out, x, y, null);
        try {
            arithmetic.axpby(
                    oneRow ? 1 : out.filledRows(),
                    oneRow ? out.rows() * out.columns() : out.columns(),
                    alpha,
                    x.address(),
                    x.leadingDimension(),
                    beta,
                    y.address(),
                    y.leadingDimension(),
                    out.address(),
                    out.leadingDimension());
        } finally {
            Operands.release(out, x, y, null);
        }
    }

    /**
     * Copies runs of x to y; what no run leads to stays as it is.
     *
     * @param runs from x to y
     * @param x source
     * @param y target, apart from x
     * @throws IllegalArgumentException if a run leads out of either
     */
    public void copyRuns(Runs runs, Tensor x, Tensor y) {
        Operands.requireRuns("copyRuns", runs, x, y);
        Operands.hold(y, x, null, null);
        try {
            arithmetic.copyRuns(runs, x.address(), y.address());
        } finally {
            Operands.release(y, x, null, null);
        }
    }

    /**
     * Adds runs of x to y, each y[j] = fma(factor, x[i], y[j]), one run after the other; the same bits from every provider.
     *
     * @param runs from x to y
     * @param factor of x
     * @param x source
     * @param y target, apart from x
     * @throws IllegalArgumentException if a run leads out of either
     */
    public void addRuns(Runs runs, float factor, Tensor x, Tensor y) {
        Operands.requireRuns("addRuns", runs, x, y);
        Operands.hold(y, x, null, null);
        try {
            arithmetic.addRuns(runs, factor, x.address(), y.address());
        } finally {
            Operands.release(y, x, null, null);
        }
    }

    /**
     * The greatest of what runs lead to the same place, and where it was: where x[i] is above y[j], or is NaN, y[j] = x[i] and places[j] =
     * i. Of equal ones it is the first that stays. Whoever begins fills y with minus infinity and places with -1.
     *
     * @param runs from x to y and to places alike; positions in x below 2^24, which a float tells apart
     * @param x source
     * @param y the greatest so far, apart from x
     * @param places where they were, apart from x and y
     * @throws IllegalArgumentException if a run leads out of one of them, or begins too far
     */
    public void maxRuns(Runs runs, Tensor x, Tensor y, Tensor places) {
        Operands.requireRuns("maxRuns", runs, x, y);
        Operands.requireRuns("maxRuns", runs, x, places);
        Operands.requireApart("maxRuns", y, places);
        if (runs.sourceExtent() > WHOLE_FLOATS) {
            throw new IllegalArgumentException(
                    "maxRuns: " + runs + ", expected positions below " + WHOLE_FLOATS + ", which a float tells apart");
        }
        Operands.hold(y, x, places, null);
        try {
            arithmetic.maxRuns(runs, x.address(), y.address(), places.address());
        } finally {
            Operands.release(y, x, places, null);
        }
    }

    /**
     * y[i, places[i, j]] += factor x[i, j], the adjoint of what takes those elements of y; where a place is below 0, nothing.
     *
     * @param factor of x
     * @param x [rows x columns]
     * @param places [rows x columns], whole numbers
     * @param y [rows x any], apart from both
     * @throws IllegalArgumentException if the shapes do not fit; or a place is no column of y, after all others have been added
     */
    public void scatter(float factor, Tensor x, Tensor places, Tensor y) {
        Operands.requireShape("scatter: places", places, x.rows(), x.columns());
        if (x.rows() != y.rows()) {
            throw new IllegalArgumentException("scatter: " + x + " to " + y + ", expected as many rows");
        }
        Operands.requireApart("scatter", x, y);
        Operands.requireApart("scatter", places, y);
        y.requireWritable("scatter", "y");
        Operands.hold(y, x, places, null);
        boolean within;
        try {
            within = arithmetic.scatter(
                    x.rows(),
                    x.columns(),
                    y.columns(),
                    factor,
                    x.address(),
                    x.leadingDimension(),
                    places.address(),
                    places.leadingDimension(),
                    y.address(),
                    y.leadingDimension());
        } finally {
            Operands.release(y, x, places, null);
        }
        if (!within) {
            throw new IllegalArgumentException("scatter: a place that is no column of " + y);
        }
    }

    /**
     * sums[0, j] = sum over i of x[i, j], in float32.
     *
     * @param x [rows x columns]
     * @param sums [1 x columns], apart from x
     */
    public void columnSums(Tensor x, Tensor sums) {
        columnSums(1f, x, 0f, sums);
    }

    /**
     * sums[0, j] = alpha (sum over i of x[i, j]) + beta sums[0, j], in float32. With alpha = 0 x is not read, with beta = 0 the
     * old sums are not.
     *
     * @param alpha factor of the new sums
     * @param x [rows x columns]
     * @param beta factor of the old sums
     * @param sums [1 x columns], apart from x
     */
    public void columnSums(float alpha, Tensor x, float beta, Tensor sums) {
        Operands.requireShape("columnSums: sums", sums, 1, x.columns());
        Operands.requireApart("columnSums", x, sums);
        sums.requireWritable("columnSums", "sums");
        Operands.hold(sums, x, null, null);
        try {
            arithmetic.columnSums(
                    x.filledRows(), x.columns(), alpha, x.address(), x.leadingDimension(), beta, sums.address());
        } finally {
            Operands.release(sums, x, null, null);
        }
    }

    /**
     * dots[0, j] = alpha (sum over i of x[i, j] y[i, j]), in float32.
     *
     * @param alpha factor of the sums
     * @param x [rows x columns]
     * @param y of its shape
     * @param dots [1 x columns], apart from both
     */
    public void columnDots(float alpha, Tensor x, Tensor y, Tensor dots) {
        Operands.requireShape("columnDots: y", y, x.rows(), x.columns());
        Operands.requireShape("columnDots: dots", dots, 1, x.columns());
        Operands.requireApart("columnDots", x, dots);
        Operands.requireApart("columnDots", y, dots);
        dots.requireWritable("columnDots", "dots");
        Operands.hold(dots, x, y, null);
        try {
            normalization.columnDots(
                    x.filledRows(),
                    x.columns(),
                    alpha,
                    x.address(),
                    x.leadingDimension(),
                    y.address(),
                    y.leadingDimension(),
                    dots.address());
        } finally {
            Operands.release(dots, x, y, null);
        }
    }

    /**
     * out[i, j] = fma(x[i, j], factor[0, j], shift[0, j]), the same for every row.
     *
     * @param x input [rows x columns]
     * @param factor [1 x columns], apart from out
     * @param shift [1 x columns], apart from out
     * @param out result, of x's shape, x or apart from it
     */
    public void scaleRows(Tensor x, Tensor factor, Tensor shift, Tensor out) {
        Operands.requireAlike("scaleRows", x, out);
        Operands.requireShape("scaleRows: factor", factor, 1, x.columns());
        Operands.requireShape("scaleRows: shift", shift, 1, x.columns());
        Operands.requireApart("scaleRows", factor, out);
        Operands.requireApart("scaleRows", shift, out);
        out.requireWritable("scaleRows", "out");
        Operands.hold(out, x, factor, shift);
        try {
            normalization.scaleRows(
                    out.filledRows(),
                    out.columns(),
                    x.address(),
                    x.leadingDimension(),
                    factor.address(),
                    shift.address(),
                    out.address(),
                    out.leadingDimension());
        } finally {
            Operands.release(out, x, factor, shift);
        }
    }

    /**
     * y = (x - m) s in each row, with the row's mean m and s = 1 / sqrt(variance + epsilon); the variance is that of the elements, over their
     * number.
     *
     * @param x input [rows x columns], of at least 1 column
     * @param epsilon above 0
     * @param y result, apart from x
     * @param scales [rows x 1 or more], apart from both, whose first column becomes s
     */
    public void standardize(Tensor x, float epsilon, Tensor y, Tensor scales) {
        Operands.requireColumns("standardize", x);
        Operands.requireBeside("standardize", y, x);
        Operands.requireScales("standardize", scales, x);
        Operands.requireApart("standardize", scales, x);
        Operands.requireApart("standardize", scales, y);
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("standardize: epsilon " + epsilon + ", expected a number above 0");
        }
        y.requireWritable("standardize", "y");
        scales.requireWritable("standardize", "scales");
        Operands.hold(y, x, scales, null);
        try {
            normalization.standardize(
                    y.filledRows(),
                    y.columns(),
                    epsilon,
                    x.address(),
                    x.leadingDimension(),
                    y.address(),
                    y.leadingDimension(),
                    scales.address(),
                    scales.leadingDimension());
        } finally {
            Operands.release(y, x, scales, null);
        }
    }

    /**
     * out = alpha s (w - mean of w - y (mean of w y)) + beta out in each row, with w[i, j] = v[i, j] row[0, j]: the input-VJP of {@link
     * #standardize}, of its outputs, with a vector times a row.
     *
     * @param alpha factor of the product
     * @param v the vector [rows x columns], of at least 1 column
     * @param row [1 x columns]
     * @param y what was standardized
     * @param scales s, in the first column
     * @param beta factor of the old out; with 0 it is not read
     * @param out result, apart from all others
     */
    public void standardizeDerivative(
            float alpha, Tensor v, Tensor row, Tensor y, Tensor scales, float beta, Tensor out) {
        Operands.requireColumns("standardizeDerivative", out);
        Operands.requireBeside("standardizeDerivative", v, out);
        Operands.requireBeside("standardizeDerivative", y, out);
        Operands.requireShape("standardizeDerivative: row", row, 1, out.columns());
        Operands.requireScales("standardizeDerivative", scales, out);
        Operands.requireApart("standardizeDerivative", row, out);
        Operands.requireApart("standardizeDerivative", scales, out);
        out.requireWritable("standardizeDerivative", "out");
        Operands.hold(out, v, row, y, scales);
        try {
            normalization.standardizeDerivative(
                    out.filledRows(),
                    out.columns(),
                    alpha,
                    v.address(),
                    v.leadingDimension(),
                    row.address(),
                    y.address(),
                    y.leadingDimension(),
                    scales.address(),
                    scales.leadingDimension(),
                    beta,
                    out.address(),
                    out.leadingDimension());
        } finally {
            Operands.release(out, v, row, y, scales);
        }
    }

    /**
     * Whether every element is finite.
     *
     * @param x input
     * @return false if there is NaN or an infinity
     */
    public boolean allFinite(Tensor x) {
        return allBelow(Float.POSITIVE_INFINITY, x);
    }

    /**
     * Whether every magnitude is below a limit.
     *
     * @param limit a number or infinity
     * @param x input
     * @return false if there is one that is not, or NaN
     * @throws IllegalArgumentException if the limit is NaN
     */
    public boolean allBelow(float limit, Tensor x) {
        if (Float.isNaN(limit)) {
            throw new IllegalArgumentException("allBelow: limit NaN, expected a number");
        }
        Operands.hold(x, null, null, null);
        try {
            return arithmetic.allBelow(x.filledRows(), x.columns(), limit, x.address(), x.leadingDimension());
        } finally {
            Operands.release(x, null, null, null);
        }
    }

    /**
     * The sum of x[i, j] y[i, j], with exact products, in float64; the same bits from every provider.
     *
     * @param x input
     * @param y input, may overlap x
     * @return the inner product
     */
    public double dot(Tensor x, Tensor y) {
        Operands.requireShape("dot", y, x.rows(), x.columns());
        Operands.hold(x, y, null, null);
        try {
            return DoubleSums.dot(
                    x.filledRows(), x.columns(), x.address(), x.leadingDimension(), y.address(), y.leadingDimension());
        } finally {
            Operands.release(x, y, null, null);
        }
    }

    /**
     * The sum of x[i, j]^2, as {@link #dot}.
     *
     * @param x input
     * @return the square of the Euclidean (Frobenius) norm
     */
    public double sumOfSquares(Tensor x) {
        return dot(x, x);
    }

    /**
     * Log-softmax, its negative log-likelihood and the gradient of that, in one go over the logits x: y[i, j] = x[i, j] - log(sum
     * over j of exp(x[i, j])), residual[i, j] = scale ([j = label i] - exp(y[i, j])), which is minus the gradient with regard to the
     * logits, the sign that errors have in predictive coding. No finite logits overflow. A logit of -infinity is a class masked
     * out: its probability is exactly 0, and the loss infinite if it is the label's. A row with NaN, with +infinity or with nothing but
     * -infinity is NaN throughout.
     *
     * @param x logits [rows x classes], at least one class
     * @param labels one a row
     * @param scale factor of the residual, 1 for a loss summed over the batch
     * @param y log-probabilities, written
     * @param residual written; neither x nor y
     * @return the loss -(sum over i of y[i, label i]), summed in float64, in nats
     */
    public double crossEntropy(Tensor x, Labels labels, float scale, Tensor y, Tensor residual) {
        Operands.requireAlike("crossEntropy", x, y);
        Operands.requireBeside("crossEntropy", residual, x);
        Operands.requireBeside("crossEntropy", residual, y);
        Operands.requireLabels("crossEntropy", x, labels);
        y.requireWritable("crossEntropy", "y");
        residual.requireWritable("crossEntropy", "residual");
        Operands.hold(y, x, residual, null);
        try {
            labels.hold();
            try {
                return losses.crossEntropy(
                        x.rows(),
                        x.columns(),
                        x.address(),
                        x.leadingDimension(),
                        labels.address(),
                        scale,
                        y.address(),
                        y.leadingDimension(),
                        residual.address(),
                        residual.leadingDimension());
            } finally {
                labels.release();
            }
        } finally {
            Operands.release(y, x, residual, null);
        }
    }

    /**
     * out[i, j] = scale ([j = label i] - exp(p[i, j])): minus the gradient of the negative log-likelihood with regard to
     * the logits, the sign that errors have in predictive coding.
     *
     * @param p log-probabilities [rows x classes]
     * @param labels one a row
     * @param scale factor, 1 for a loss summed over the batch
     * @param out result
     */
    public void softmaxResidual(Tensor p, Labels labels, float scale, Tensor out) {
        Operands.requireAlike("softmaxResidual", p, out);
        Operands.requireLabels("softmaxResidual", p, labels);
        out.requireWritable("softmaxResidual", "out");
        Operands.hold(out, p, null, null);
        try {
            labels.hold();
            try {
                losses.softmaxResidual(
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
     */
    public double negativeLogLikelihood(Tensor p, Labels labels) {
        Operands.requireLabels("negativeLogLikelihood", p, labels);
        double sum = 0;
        for (int i = 0; i < p.rows(); i++) {
            sum -= p.get(i, labels.get(i));
        }
        return sum;
    }

    /**
     * Half the sum of (target[i, j] - y[i, j])^2, in float64; the same bits from every provider.
     *
     * @param y outputs
     * @param target what they are to be, of y's shape
     * @return the squared error
     */
    public double squaredError(Tensor y, Tensor target) {
        Operands.requireShape("squaredError: target", target, y.rows(), y.columns());
        Operands.hold(y, target, null, null);
        try {
            return DoubleSums.squaredDistance(
                            y.filledRows(),
                            y.columns(),
                            y.address(),
                            y.leadingDimension(),
                            target.address(),
                            target.leadingDimension())
                    / 2;
        } finally {
            Operands.release(y, target, null, null);
        }
    }

    /**
     * One step of SGD with momentum in PyTorch's form: v = momentum v + g, then w = w - learningRate v (Sutskever et al.
     * 2013, without the learning rate inside v). No two operands may overlap.
     *
     * @param w parameters, updated
     * @param g their gradient
     * @param v their velocity, updated
     * @param learningRate the step
     * @param momentum the decay of v, 0 for plain SGD
     */
    public void momentumStep(Tensor w, Tensor g, Tensor v, float learningRate, float momentum) {
        Operands.requireBeside("momentumStep", g, w);
        Operands.requireBeside("momentumStep", v, w);
        Operands.requireApart("momentumStep", g, v);
        w.requireWritable("momentumStep", "w");
        v.requireWritable("momentumStep", "v");
        boolean oneRow = Operands.areOneRow(w, g, v);
        Operands.hold(w, g, v, null);
        try {
            updates.momentumStep(
                    oneRow ? 1 : w.filledRows(),
                    oneRow ? w.rows() * w.columns() : w.columns(),
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

    /**
     * One step of Adam in PyTorch's form (Kingma &amp; Ba 2015): m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2, then w
     * = w - (learningRate / c1) m / (sqrt(v / c2) + epsilon), where in step t = 1, 2, .. the bias corrections are c = 1 - beta^t. No two
     * operands may overlap.
     *
     * @param w parameters, updated
     * @param g their gradient
     * @param m first moment, updated, 0 before the first step
     * @param v second moment, updated, 0 before the first step
     * @param coefficients learning rate, betas and epsilon
     * @param correction1 1 - beta1^t, in (0, 1]
     * @param correction2 1 - beta2^t, in (0, 1]
     */
    public void adamStep(
            Tensor w,
            Tensor g,
            Tensor m,
            Tensor v,
            AdamCoefficients coefficients,
            double correction1,
            double correction2) {
        adamStep(w, g, m, v, coefficients, coefficients.learningRate(), correction1, correction2);
    }

    /**
     * The same at another learning rate than that of the coefficients, as a schedule has it.
     *
     * @param w parameters, updated
     * @param g their gradient
     * @param m first moment, updated, 0 before the first step
     * @param v second moment, updated, 0 before the first step
     * @param coefficients betas and epsilon
     * @param learningRate in place of the coefficients', at least 0
     * @param correction1 1 - beta1^t, in (0, 1]
     * @param correction2 1 - beta2^t, in (0, 1]
     */
    public void adamStep(
            Tensor w,
            Tensor g,
            Tensor m,
            Tensor v,
            AdamCoefficients coefficients,
            double learningRate,
            double correction1,
            double correction2) {
        if (!(learningRate >= 0 && learningRate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "adamStep: learning rate " + learningRate + ", expected a number of at least 0");
        }
        Operands.requireBeside("adamStep", g, w);
        Operands.requireBeside("adamStep", m, w);
        Operands.requireBeside("adamStep", v, w);
        Operands.requireApart("adamStep", g, m);
        Operands.requireApart("adamStep", g, v);
        Operands.requireApart("adamStep", m, v);
        w.requireWritable("adamStep", "w");
        m.requireWritable("adamStep", "m");
        v.requireWritable("adamStep", "v");
        if (!(correction1 > 0 && correction1 <= 1 && correction2 > 0 && correction2 <= 1)) {
            throw new IllegalArgumentException("adamStep: bias corrections " + correction1 + " and " + correction2
                    + ", expected above 0 and at most 1");
        }
        Operands.hold(w, g, m, v);
        try {
            updates.adamStep(
                    w.filledRows(),
                    w.columns(),
                    w.address(),
                    w.leadingDimension(),
                    g.address(),
                    g.leadingDimension(),
                    m.address(),
                    m.leadingDimension(),
                    v.address(),
                    v.leadingDimension(),
                    coefficients,
                    (float) (learningRate / correction1),
                    (float) (1 / Math.sqrt(correction2)));
        } finally {
            Operands.release(w, g, m, v);
        }
    }

    private static void map(String name, MapKernel kernel, Tensor x, Tensor y) {
        Operands.requireAlike(name, x, y);
        y.requireWritable(name, "y");
        Operands.hold(y, x, null, null);
        try {
            kernel.run(
                    y.filledRows(), y.columns(), x.address(), x.leadingDimension(), y.address(), y.leadingDimension());
        } finally {
            Operands.release(y, x, null, null);
        }
    }

    private static void vjp(String name, VjpKernel kernel, Tensor v, Tensor y, Tensor out, boolean oneRow) {
        Operands.requireAlike(name, v, out);
        Operands.requireAlike(name, y, out);
        out.requireWritable(name, "out");
        Operands.hold(out, v, y, null);
        try {
            kernel.run(
                    oneRow ? 1 : out.filledRows(),
                    oneRow ? out.rows() * out.columns() : out.columns(),
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
}

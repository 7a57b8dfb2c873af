package dev.thrice.kernels;

/** The error that each transcendental kernel may have, in ulps of the float32 result, over every float. */
enum UlpBudget {
    EXP(1.1),
    LOG(1.0),
    TANH(1.5),
    SIGMOID(2.5),
    SOFTPLUS(2.5),
    SILU(3.5),
    GELU(5.5);

    private final double ulps;

    UlpBudget(double ulps) {
        this.ulps = ulps;
    }

    double ulps() {
        return ulps;
    }

    void run(Kernels kernels, Tensor x, Tensor y) {
        switch (this) {
            case EXP -> kernels.exp(x, y);
            case LOG -> kernels.log(x, y);
            case TANH -> kernels.tanh(x, y);
            case SIGMOID -> kernels.sigmoid(x, y);
            case SOFTPLUS -> kernels.softplus(x, y);
            case SILU -> kernels.silu(x, y);
            case GELU -> kernels.gelu(x, y);
        }
    }

    double exact(double x) {
        return switch (this) {
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case TANH -> Math.tanh(x);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
            case SILU -> x == Double.NEGATIVE_INFINITY ? -0. : x / (1 + Math.exp(-x));
            case GELU -> x < -Normal.FARTHEST ? -0. : x * Normal.distribution(x);
        };
    }

    /** How far y is from f(x), in ulps of f(x) as a float; infinitely, where only one is NaN or a zero has the wrong sign. */
    double error(float x, float y) {
        double exact = exact(x);
        float rounded = (float) exact;
        if (Float.isNaN(y) || Float.isNaN(rounded)) {
            return Float.isNaN(y) && Float.isNaN(rounded) ? 0 : Double.POSITIVE_INFINITY;
        }
        if (y == 0f && rounded == 0f && Float.floatToIntBits(y) != Float.floatToIntBits(rounded)) {
            return Double.POSITIVE_INFINITY;
        }
        float unit = Math.ulp(Math.min(Math.abs(rounded), Float.MAX_VALUE));
        return Math.abs(finite(y) - finite(exact)) / unit;
    }

    /** Infinity as 2^128, where a float's exponents end. */
    private static double finite(double value) {
        return Math.clamp(value, -0x1p128, 0x1p128);
    }
}

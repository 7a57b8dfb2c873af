package dev.thrice.engine.chain;

import dev.thrice.kernels.Tensor;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How parameters are drawn before anything is learned. In means a weight's columns, out its rows. Biases are 0 but for {@link #UNIFORM};
 * what has a {@linkplain ParameterShape#start start} of its own has that, and what is neither a weight, a feedback weight nor a bias is
 * always drawn as UNIFORM draws it. The same seed gives the same parameters.
 */
public enum Initialization {
    /** Uniform(-K, K) with each function's {@linkplain ElementaryFunction#initializationBound own K}: PyTorch's default, and the paper's. */
    UNIFORM {
        @Override
        void drawWeight(Tensor weight, Place place, SplittableRandom random) {
            uniform(weight, place.bound(), random);
        }
    },

    /** Uniform of variance 2 / (in + out) (Glorot &amp; Bengio 2010, equation 16). */
    GLOROT {
        @Override
        void drawWeight(Tensor weight, Place place, SplittableRandom random) {
            uniform(weight, Math.sqrt(6.0 / (weight.columns() + weight.rows())), random);
        }
    },

    /** Normal of variance 2 / in (He et al. 2015, equation 10). */
    HE {
        @Override
        void drawWeight(Tensor weight, Place place, SplittableRandom random) {
            normal(weight, Math.sqrt(2.0 / weight.columns()), random);
        }
    },

    /** Rows orthonormal, or columns where there are fewer of these (Saxe, McClelland &amp; Ganguli 2014). */
    ORTHOGONAL {
        @Override
        void drawWeight(Tensor weight, Place place, SplittableRandom random) {
            orthonormal(weight, random);
        }
    },

    /**
     * Normal of variance 1 / in; of variance 1 / (in R) where one of the chain's R skips adds to what the weight makes, so that a residual
     * network's values are of one size at any depth; of variance 1 / in^2 in the last function: depth-muP's factors (Yang et al. 2024), as
     * muPC has them for predictive coding (Innocenti, Achour &amp; Buckley 2025), drawn into the weights.
     */
    DEPTH_SCALED {
        @Override
        void drawWeight(Tensor weight, Place place, SplittableRandom random) {
            double in = weight.columns();
            normal(weight, place.last() ? 1 / in : 1 / Math.sqrt(in * place.residuals()), random);
        }
    };

    /**
     * Of a function in its chain.
     *
     * @param bound its own K
     * @param residuals 1, or at how many nodes skips end if one ends at what the weight makes
     * @param last whether no function with a weight follows
     */
    record Place(double bound, int residuals, boolean last) {}

    abstract void drawWeight(Tensor weight, Place place, SplittableRandom random);

    /** Draws all parameters of a chain, in the order of the functions and of their parameters. */
    void draw(Chain chain, Parameters parameters, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int residuals =
                (int) chain.skips().stream().mapToInt(Skip::to).distinct().count();
        for (int l = 0; l < chain.length(); l++) {
            ElementaryFunction function = chain.function(l);
            Place place = new Place(
                    function.initializationBound(),
                    isAddedTo(chain, l) ? residuals : 1,
                    nextWeight(chain, l) == chain.length());
            boolean own = chain.parametersOf(l) == l; // else they are drawn already
            for (int p = 0; own && p < function.parameters().size(); p++) {
                ParameterShape shape = function.parameters().get(p);
                Tensor parameter = parameters.of(l).get(p);
                if (Float.isNaN(shape.start())) {
                    draw(shape.name(), parameter, place, random);
                } else {
                    parameter.fill(shape.start());
                }
            }
        }
    }

    /** Whether a skip ends at what a function makes, or what functions without weights make of that. */
    private static boolean isAddedTo(Chain chain, int layer) {
        return IntStream.rangeClosed(layer + 1, nextWeight(chain, layer)).anyMatch(chain::hasSkipInto);
    }

    private static int nextWeight(Chain chain, int layer) {
        return IntStream.range(layer + 1, chain.length())
                .filter(l -> chain.function(l).parameters().stream()
                        .anyMatch(shape -> shape.name().equals(DenseLayer.WEIGHT)))
                .findFirst()
                .orElse(chain.length());
    }

    private void draw(String name, Tensor parameter, Place place, SplittableRandom random) {
        switch (name) {
            case DenseLayer.WEIGHT, DenseLayer.FEEDBACK -> drawWeight(parameter, place, random);
            case DenseLayer.BIAS -> {
                if (this == UNIFORM) {
                    uniform(parameter, place.bound(), random);
                } else {
                    parameter.fill(0f);
                }
            }
            default -> uniform(parameter, place.bound(), random);
        }
    }

    private static void uniform(Tensor t, double bound, SplittableRandom random) {
        for (int i = 0; i < t.rows(); i++) {
            for (int j = 0; j < t.columns(); j++) {
                t.set(i, j, (float) random.nextDouble(-bound, bound));
            }
        }
    }

    private static void normal(Tensor t, double deviation, SplittableRandom random) {
        for (int i = 0; i < t.rows(); i++) {
            for (int j = 0; j < t.columns(); j++) {
                t.set(i, j, (float) (deviation * random.nextGaussian()));
            }
        }
    }

    /** Normal vectors, each made orthogonal to those before it, twice, which float64 needs (Giraud, Langou &amp; Rozloznik 2005). */
    private static void orthonormal(Tensor t, SplittableRandom random) {
        boolean wide = t.columns() >= t.rows();
        double[][] vectors = new double[Math.min(t.rows(), t.columns())][Math.max(t.rows(), t.columns())];
        for (int k = 0; k < vectors.length; k++) {
            double[] v = vectors[k];
            for (int i = 0; i < v.length; i++) {
                v[i] = random.nextGaussian();
            }
            for (int repeat = 0; repeat < 2; repeat++) {
                for (int before = 0; before < k; before++) {
                    subtract(v, dot(v, vectors[before]), vectors[before]);
                }
            }
            double norm = Math.sqrt(dot(v, v));
            for (int i = 0; i < v.length; i++) {
                v[i] /= norm;
                t.set(wide ? k : i, wide ? i : k, (float) v[i]);
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void subtract(double[] from, double factor, double[] vector) {
        for (int i = 0; i < from.length; i++) {
            from[i] -= factor * vector[i];
        }
    }
}

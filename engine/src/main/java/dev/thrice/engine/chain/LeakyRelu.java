package dev.thrice.engine.chain;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@link Activation#leakyRelu}. */
final class LeakyRelu extends NamedActivation {
    /** That of {@link Activation#LEAKY_RELU}. */
    static final float USUAL_SLOPE = .01f;

    private static final String NAME = "leaky-relu";
    private static final Pattern WITH_SLOPE = Pattern.compile(NAME + "\\(([0-9.]+(?:E-?[0-9]+)?)\\)");

    private final float slope;

    LeakyRelu(float slope) {
        super(slope == USUAL_SLOPE ? NAME : NAME + "(" + slope + ")");
        if (!isSlope(slope)) {
            throw new IllegalArgumentException("leaky ReLU: slope " + slope + ", expected above 0 and finite");
        }
        this.slope = slope;
    }

    /** The one of this name with a slope in it, if it is one. */
    static Optional<Activation> parse(String name) {
        Matcher matcher = WITH_SLOPE.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            float slope = Float.parseFloat(matcher.group(1));
            return isSlope(slope) ? Optional.of(new LeakyRelu(slope)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isSlope(float slope) {
        return slope > 0 && slope < Float.POSITIVE_INFINITY;
    }

    @Override
    public Operation forward(Kernels kernels, Tensor x, Tensor y) {
        return () -> kernels.leakyRelu(slope, x, y);
    }

    @Override
    public Operation cotangent(Kernels kernels, Tensor x, Tensor y, Tensor e, Tensor delta) {
        return () -> kernels.leakyReluDerivative(slope, e, y, delta);
    }
}

package dev.thrice.tests.outside;

import dev.thrice.engine.chain.ScalarActivation;

/** x + sin^2(x) (Ziyin, Hartwig &amp; Ueda 2020), element by element. */
record Snake() implements ScalarActivation {
    @Override
    public String name() {
        return "snake";
    }

    @Override
    public float value(float x) {
        double sine = Math.sin(x);
        return (float) (x + sine * sine);
    }

    @Override
    public float derivative(float x, float y) {
        return (float) (1 + Math.sin(2. * x));
    }
}

package dev.thrice.lab.validate;

import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.lab.validate.Claim.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns the samples of a run into w and into verdicts. Ratios are taken round by round, then their median. */
final class Claims {
    private static final double BOUND = 3;

    private final Chain chain;
    private final int batch;
    private final Map<String, List<Double>> samples;
    private final long seed;

    Claims(Chain chain, int batch, Map<String, List<Double>> samples, long seed) {
        this.chain = chain;
        this.batch = batch;
        this.samples = samples;
        this.seed = seed;
    }

    Calibration calibration() {
        List<Calibration.Function> functions = new ArrayList<>();
        for (int l = 0; l < chain.length(); l++) {
            ElementaryFunction layer = chain.function(l);
            Estimate nanos = Estimate.ofMedian(of(Subject.function(l)), seed);
            long flops = layer.forwardFlops(batch);
            String shape = layer.inputs() + " x " + layer.outputs();
            functions.add(new Calibration.Function(Subject.function(l), shape, flops, nanos, nanos.median() / flops));
        }
        long flops = chain.forwardFlops(batch);
        double[] w = functionsTogether();
        for (int i = 0; i < w.length; i++) {
            w[i] /= flops;
        }
        return new Calibration(Estimate.ofMedian(w, seed), flops, functions);
    }

    List<Claim> judge(String fpaAll) {
        List<Claim> claims = new ArrayList<>();
        double[] unit = functionsTogether(); // w sum C_i of each round
        for (String parameters : List.of("", Subject.AND_PARAMETERS)) {
            String form = parameters.isEmpty() ? "errors only" : "with parameter VJP";
            claims.add(Claim.judged(
                    "(2.6)",
                    "backprop <= 3 w sum C",
                    form,
                    ratio(of(Subject.BACKPROP + parameters), unit),
                    Relation.AT_MOST,
                    BOUND));
            for (String fpa : fpas(fpaAll)) {
                claims.add(Claim.judged(
                        "(3.31)",
                        fpa + " >= 3 w sum C",
                        form,
                        ratio(of(fpa + parameters), unit),
                        Relation.AT_LEAST,
                        BOUND));
                claims.add(Claim.judged(
                        "(3.32)",
                        fpa + " >= backprop",
                        form,
                        ratio(of(fpa + parameters), of(Subject.BACKPROP + parameters)),
                        Relation.AT_LEAST,
                        1));
            }
        }
        return claims;
    }

    private static List<String> fpas(String fpaAll) {
        return fpaAll == null ? List.of(Subject.FPA_ONE) : List.of(Subject.FPA_ONE, fpaAll);
    }

    private Estimate ratio(double[] times, double[] units) {
        double[] ratios = new double[times.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = times[i] / units[i];
        }
        return Estimate.ofMedian(ratios, seed);
    }

    /** sum TIME{forward f_i} of each round, each function timed by itself. */
    private double[] functionsTogether() {
        double[] sum = new double[of(Subject.FORWARD).length];
        for (int l = 0; l < chain.length(); l++) {
            double[] times = of(Subject.function(l));
            for (int i = 0; i < sum.length; i++) {
                sum[i] += times[i];
            }
        }
        return sum;
    }

    private double[] of(String contender) {
        return samples.get(contender).stream().mapToDouble(Double::doubleValue).toArray();
    }
}

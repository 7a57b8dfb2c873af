package dev.thrice.lab.validate;

import dev.thrice.lab.info.Environment;
import java.util.List;
import java.util.Map;

/**
 * Everything a run of {@code thrice validate} found, as it is written to JSON.
 *
 * @param format version of this layout
 * @param thrice version of the program
 * @param data where the batch came from
 * @param realData whether it is MNIST; false for generated digits
 * @param environment machine and kernels
 * @param network widths of the chain's nodes
 * @param chainLength L, parametrised functions
 * @param batch samples
 * @param workers threads of the parallel runs
 * @param seed of parameters, order and resampling
 * @param rounds of timing
 * @param calibration w
 * @param claims the bounds
 * @param arrivals Theorem 1, node by node
 * @param gradients FPA-PC's gradient against backpropagation's
 * @param samples nanoseconds a run, by contender and round
 */
record Report(
        int format,
        String thrice,
        String data,
        boolean realData,
        Environment environment,
        String network,
        int chainLength,
        int batch,
        int workers,
        long seed,
        int rounds,
        Calibration calibration,
        List<Claim> claims,
        List<Arrival> arrivals,
        List<GradientDistance> gradients,
        Map<String, List<Double>> samples) {
    static final int FORMAT = 1;
}

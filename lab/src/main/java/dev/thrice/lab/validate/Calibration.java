package dev.thrice.lab.validate;

import java.util.List;

/**
 * w, the nanoseconds that a unit of WORK takes: TIME{task(f)} = w WORK{task(f)} (section 2.1).
 *
 * @param nanosPerFlop w = sum TIME{forward f_i} / sum C_i
 * @param forwardFlops sum C_i
 * @param functions each function by itself; how far their own w lie apart is how far the linear model is off
 */
record Calibration(Estimate nanosPerFlop, long forwardFlops, List<Function> functions) {
    /**
     * One elementary function.
     *
     * @param name f_l
     * @param shape inputs x outputs
     * @param flops C_l
     * @param nanos TIME{forward f_l}
     * @param nanosPerFlop this function's own w
     */
    record Function(String name, String shape, long flops, Estimate nanos, double nanosPerFlop) {}
}

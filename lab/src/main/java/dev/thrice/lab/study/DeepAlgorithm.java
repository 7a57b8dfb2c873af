package dev.thrice.lab.study;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.lab.learn.AlgorithmName;

/**
 * The algorithms of the study of depth, and how each infers: in sweeps from the output down, since in steps of all nodes at once an error
 * would be as many steps on its way as there are layers. The step sizes of VPC, iPC and ePC are the best of a few that were tried on 64
 * hidden layers, PC-ALM's is that of its authors' code, FPA-PC's that of the other studies.
 */
enum DeepAlgorithm {
    BACKPROP(AlgorithmName.BACKPROP, 0, 1f),
    FPA(AlgorithmName.FPA, 4, .5f),
    VPC(AlgorithmName.VPC, 4, .1f),
    IPC(AlgorithmName.IPC, 4, .1f),
    EPC(AlgorithmName.EPC, 1, .001f),
    PC_ALM(AlgorithmName.PC_ALM, 4, .25f);

    private final AlgorithmName name;
    private final int sweeps;
    private final float stepSize;

    DeepAlgorithm(AlgorithmName name, int sweeps, float stepSize) {
        this.name = name;
        this.sweeps = sweeps;
        this.stepSize = stepSize;
    }

    LearningAlgorithm algorithm() {
        return name.algorithm(new AlgorithmName.Numbers(sweeps, stepSize));
    }

    /** Such as "VPC: 4 sweeps, gamma 0.1"; empty for what has none. */
    String inference() {
        return sweeps == 0 ? "" : this + ": " + sweeps + (sweeps == 1 ? " sweep" : " sweeps") + ", gamma " + stepSize;
    }

    @Override
    public String toString() {
        return name.title();
    }
}

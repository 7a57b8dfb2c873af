package dev.thrice.engine.execution;

import dev.thrice.engine.chain.Operation;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.kernels.Tensor;

/** What users cannot do with a network or an engine, for the tests that look after it. */
public final class Inside {
    private Inside() {}

    /**
     * The memory that has been taken of a network.
     *
     * @param network whose memory
     * @return bytes
     */
    public static long allocatedBytes(Network network) {
        return network.parts().memory().arena().allocatedBytes();
    }

    /**
     * Takes memory for something of a node.
     *
     * @param network whose memory
     * @param node l in 0 .. L
     * @return zeros
     */
    public static Tensor allocate(Network network, int node) {
        return network.parts()
                .memory()
                .allocateNode(network.batch(), network.chain().width(node));
    }

    /**
     * Takes memory for something of each parameter.
     *
     * @param network whose memory
     * @return zeros
     */
    public static Parameters allocateParameters(Network network) {
        return network.parts().memory().allocateParameters(network.chain());
    }

    /**
     * Keeps other threads out for several calls.
     *
     * @param network who is used
     * @param work the calls
     */
    public static void reserved(Network network, Operation work) {
        network.parts().access().reserved(work);
    }

    /**
     * Goes on with a job after the gradients.
     *
     * @param engine runs it
     * @param job of each worker
     */
    public static void gradients(Engine engine, WorkerTeam.Job job) {
        engine.gradients(job);
    }
}

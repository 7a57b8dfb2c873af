package dev.thrice.engine.algorithm;

import dev.thrice.engine.chain.Chain;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import java.util.Optional;

/**
 * The nodes of a network as an inference has them: tensors [batch x width], and when errors arrive. What an algorithm does not {@linkplain
 * LearningAlgorithm#keeps keep} is that of the feedforward pass, or is not there.
 */
public interface Nodes {
    /**
     * The functions between the nodes.
     *
     * @return the chain
     */
    Chain chain();

    /**
     * The samples of a batch.
     *
     * @return rows of every node
     */
    int batch();

    /**
     * Who computes.
     *
     * @return the kernels
     */
    Kernels kernels();

    /**
     * The step at which the error of a node becomes nonzero where predictions are fixed. Where all nodes move at once from the values of
     * the step before (Jacobi order), that is the number of edges of the shortest path to the output: t = L - l without skips, Theorem 1
     * of Zahid, Guo &amp; Fountas (2023). A {@linkplain #sweeps sweep} brings it to every node in one step.
     *
     * @param node l in 1 .. L
     * @return t, 0 for the output
     */
    int arrival(int node);

    /**
     * The step in which the value of a node first moves where predictions follow values. Without skips it is {@link #arrival}; with them
     * it may come before, since a node that has moved changes the predictions above it.
     *
     * @param node l in 1 .. L - 1
     * @return t, at most {@link #arrival}
     */
    int firstMove(int node);

    /**
     * The step at which the last part of a node's error arrives, that of the longest path to the output, which is the chain's own.
     *
     * @param node l in 1 .. L
     * @return t = L - l in Jacobi order, 1 in a sweep, 0 for the output
     */
    int lastArrival(int node);

    /**
     * The step at which the last part of every hidden node's error has arrived: of all nodes of a chain that is divided into {@linkplain
     * dev.thrice.engine.chain.Stage stages}, which make as many steps.
     *
     * @return t, 0 if the chain has no hidden node
     */
    int lastArrival();

    /**
     * Whether a node is the input of the chain, which never moves; node 0 of a stage above another is none.
     *
     * @param node l in 0 .. L
     * @return true for node 0 of a chain that is not divided
     */
    boolean isInput(int node);

    /**
     * Whether a node is the output of the chain; the last of a stage below another is none, and its error is what that sends.
     *
     * @param node l in 0 .. L
     * @return true for node L of a chain that is not divided
     */
    boolean isOutput(int node);

    /**
     * Whether a part of a node's error first arrives in a step: in Jacobi order, if a path of t edges leads from it to the output.
     *
     * @param node l in 1 .. L
     * @param t step, from 1
     * @return true from {@link #arrival} to {@link #lastArrival} at most
     */
    boolean arrives(int node, int t);

    /**
     * Whether a step is a sweep from the output down, in which each node uses what its neighbour has just become (Gauss-Seidel order).
     *
     * @return false for Jacobi order
     */
    boolean sweeps();

    /**
     * Whether each worker has all nodes of its samples and goes through them one by one: nobody else then changes an error that it
     * reads.
     *
     * @return false if others do
     */
    boolean ownsRows();

    /**
     * The value of a node in the feedforward pass.
     *
     * @param node l in 0 .. L
     * @return mu_l
     */
    Tensor feedforward(int node);

    /**
     * The loss of any output.
     *
     * @param output mu_L, [batch x width]
     * @return E, summed over the batch
     * @throws IllegalStateException if another thread uses the network, or it is closed
     */
    double loss(Tensor output);

    /**
     * The value of a node.
     *
     * @param node l in 0 .. L - 1; the value of node L is what it is clamped to, and is no tensor of these
     * @return x_l
     */
    Tensor value(int node);

    /**
     * The prediction of a node.
     *
     * @param node l in 1 .. L
     * @return mu_l = f_(l-1)(x_(l-1))
     */
    Tensor prediction(int node);

    /**
     * The error of a node. Where several workers have it, their rows are put together in memory that is the network's and is taken the
     * first time somebody asks.
     *
     * @param node l in 1 .. L
     * @return e_l, to be read
     * @throws IllegalStateException if errors are not kept, or another thread uses the network
     */
    Tensor error(int node);

    /**
     * Some rows of the error of a node, all of one worker.
     *
     * @param node l in 1 .. L
     * @param first index of the first row
     * @param count of the rows
     * @return the rows of e_l, as they are in every step
     * @throws IllegalStateException if errors are not kept
     */
    Tensor error(int node, int first, int count);

    /**
     * The precisions of the nodes, where the algorithm learns them: they are part of what a training that goes on elsewhere has to know.
     *
     * @return P_1 .. P_L, [1 x L], to be read, or written between runs; nothing of an algorithm that does not keep {@link
     *     NodeVariable#PRECISION}
     */
    Optional<Tensor> precisions();

    /**
     * The cotangent of a node's error, as of the end of the inference; before, an algorithm may have something else there.
     *
     * @param node l in 1 .. L
     * @return delta_l
     */
    Tensor delta(int node);
}

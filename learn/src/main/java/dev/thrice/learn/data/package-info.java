/**
 * The data that chains learn from: idx files, labelled images held off-heap, and minibatches of them.
 *
 * <p>Pixels stay uint8 in memory and become float32 in [0, 1] as they are copied into a batch.
 */
package dev.thrice.learn.data;

/**
 * What a network consists of and an engine plans on: memory, the feedforward pass, what the last node is clamped to, and the tensors of
 * an inference at the nodes. Not exported: {@code execution} alone uses it, and hands out the interfaces of {@code algorithm}.
 */
package dev.thrice.engine.nodes;

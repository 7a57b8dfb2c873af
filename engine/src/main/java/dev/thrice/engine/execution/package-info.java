/**
 * What runs: a {@link dev.thrice.engine.execution.Network}, which is a chain planned for a batch; an {@link
 * dev.thrice.engine.execution.Engine}, which ties it to an algorithm and to an {@link dev.thrice.engine.execution.Executor}, who orders
 * the nodes' steps on workers; and a {@link dev.thrice.engine.execution.TrainingStep}, which adds an optimizer. All is planned once and
 * then runs without allocating.
 */
package dev.thrice.engine.execution;

/**
 * Who computes what when: executors that order the nodes' steps, the workers they run on, and the {@link
 * dev.thrice.engine.execution.Engine} that ties a network, an algorithm and an executor together.
 */
package dev.thrice.engine.execution;

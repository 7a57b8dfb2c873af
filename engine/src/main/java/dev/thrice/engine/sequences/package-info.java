/** Recurrent networks, unrolled: a node for each time step, whose functions share their parameters. */
package dev.thrice.engine.sequences;

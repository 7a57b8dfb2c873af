/**
 * What the gate compares: two builds of one {@link dev.thrice.gate.GateSuite}, each loaded from its own class path. A build is
 * compared only with builds that speak these interfaces, so a change that an existing suite would not survive needs another package.
 */
package dev.thrice.gate;

/**
 * The ways to assign credit: backpropagation, and predictive coding in its variants. Each is one class that says what its
 * nodes do in a step; equation numbers are those of Zahid, Guo &amp; Fountas (2023).
 */
package dev.thrice.engine.algorithm;

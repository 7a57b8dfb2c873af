/**
 * What elementwise kernels are, by purpose: operations on raw addresses whose operands {@link dev.thrice.kernels} has already checked and
 * keeps alive. In plain Java and on the Vector API; there is no third, so nobody else implements them.
 */
package dev.thrice.kernels.elementwise;

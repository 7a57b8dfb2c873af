/**
 * What a provider of products implements: operations on raw addresses whose operands the caller has already checked and
 * keeps alive. Nothing here validates; {@link dev.thrice.kernels} does.
 */
package dev.thrice.kernels.spi;

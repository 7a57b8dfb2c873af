/** Kernels in plain Java: the reference that every other provider is tested against, and always there. */
package dev.thrice.kernels.scalar;

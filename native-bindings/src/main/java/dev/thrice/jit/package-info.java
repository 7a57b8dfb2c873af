/**
 * Products as machine code that is written when a plan is made, for its shape, strides, scales and epilogue (as libxsmm and oneDNN do; Heinecke et al. 2016):
 * no compiler, no native library.
 */
package dev.thrice.jit;

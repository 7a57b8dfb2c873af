/** Raw memory, for the implementations of kernels only. */
package dev.thrice.kernels.memory;

/** The approximations of functions that kernels compute: formulas, constants, errors. Each kind of kernel spells them out for itself, to the same bits. */
package dev.thrice.kernels.approximation;

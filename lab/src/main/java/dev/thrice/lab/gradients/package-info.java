/** {@code thrice gradients}: gradients and errors of a network from a file, to be held against another framework. */
package dev.thrice.lab.gradients;

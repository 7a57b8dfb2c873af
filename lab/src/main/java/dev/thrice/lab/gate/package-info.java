/** {@code thrice gate}: whether a build is slower than another. */
package dev.thrice.lab.gate;

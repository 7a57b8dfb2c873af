/** {@code thrice validate}: the paper's bounds, measured on this machine. */
package dev.thrice.lab.validate;

/** MNIST's idx files. */
package dev.thrice.formats.idx;

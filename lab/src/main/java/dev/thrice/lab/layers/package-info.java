/** Networks as JSON describes them: layers in order, skips by name. */
package dev.thrice.lab.layers;

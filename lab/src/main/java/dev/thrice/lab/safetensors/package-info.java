/** Files in the safetensors format, and the networks and gradients in them. */
package dev.thrice.lab.safetensors;

/** Who may use what, and for how long. */
package dev.thrice.kernels.lifetime;

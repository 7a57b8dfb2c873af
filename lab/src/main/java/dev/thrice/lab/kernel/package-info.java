/** {@code thrice kernel}: the machine code of a product. */
package dev.thrice.lab.kernel;

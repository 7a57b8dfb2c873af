/** What is computed: products, their epilogues, and the constants of a step. Values without behaviour. */
package dev.thrice.kernels.spec;

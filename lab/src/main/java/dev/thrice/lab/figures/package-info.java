/** The paper's figures 3 to 5: how alike the updates of predictive coding and backpropagation are, and what they learn. */
package dev.thrice.lab.figures;

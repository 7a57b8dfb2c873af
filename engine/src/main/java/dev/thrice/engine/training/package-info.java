/** Training: steps that update parameters, the optimizers they follow, and the memory they take. */
package dev.thrice.engine.training;

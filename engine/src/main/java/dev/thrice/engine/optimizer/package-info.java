/** The rules by which parameters follow their gradient: {@link dev.thrice.engine.optimizer.Optimizer}, which can be a user's own. */
package dev.thrice.engine.optimizer;

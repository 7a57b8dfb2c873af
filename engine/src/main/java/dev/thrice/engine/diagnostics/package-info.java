/** What happens inside an inference, and how far its gradient is from another. Costs nothing until it is asked for. */
package dev.thrice.engine.diagnostics;

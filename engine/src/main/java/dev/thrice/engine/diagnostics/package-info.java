/** How far one gradient is from another. */
package dev.thrice.engine.diagnostics;

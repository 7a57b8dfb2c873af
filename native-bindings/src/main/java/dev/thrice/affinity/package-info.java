/** Threads bound to processors, where the system can do it. */
package dev.thrice.affinity;

/** The JVM and the machine as they are found: flags, access to memory, folders that are private. Needs nothing of the kernels. */
package dev.thrice.kernels.machine;

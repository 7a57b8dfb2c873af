/** Machine code for x86-64 as far as kernels need it: registers, operands, an assembler, and memory that code may run in. */
package dev.thrice.assembler;

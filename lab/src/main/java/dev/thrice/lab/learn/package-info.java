/** The choices of algorithm, executor and optimizer that commands have in common. */
package dev.thrice.lab.learn;

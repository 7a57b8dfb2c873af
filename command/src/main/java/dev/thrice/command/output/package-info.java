/** How results reach people and files: progress, tables, JSON. */
package dev.thrice.command.output;

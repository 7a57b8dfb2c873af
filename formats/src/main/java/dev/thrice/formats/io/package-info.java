/** What the formats stand on, shared with what is learned: elements of files, and tensors as bytes. */
package dev.thrice.formats.io;

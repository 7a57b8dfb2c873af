/** Where the lab's data come from: a verified cache folder, the sources that fill it, and generated data instead. */
package dev.thrice.lab.data;

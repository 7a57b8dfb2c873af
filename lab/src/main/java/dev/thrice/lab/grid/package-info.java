/** Grids of many independent runs: what is stored of each as soon as it is through, and how they are shared out. */
package dev.thrice.lab.grid;

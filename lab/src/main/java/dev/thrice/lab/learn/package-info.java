/** What commands that train share: which algorithm, and a network with the data it learns from. */
package dev.thrice.lab.learn;

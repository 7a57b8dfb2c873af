/**
 * How a network learns over ranks. {@link dev.thrice.ranks.RankNeighbours} gives each rank a stage of its layers, {@link
 * dev.thrice.ranks.GradientSum} each a share of the batch.
 */
package dev.thrice.ranks;

package dev.thrice.kernels;

/** What a product takes as A or B: a matrix as stored, the transposed view of one, or one that was packed beforehand. */
public sealed interface MatrixOperand permits Tensor, Transposed, PackedMatrix {}

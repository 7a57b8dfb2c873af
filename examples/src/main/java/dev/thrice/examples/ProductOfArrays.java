package dev.thrice.examples;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.Epilogue;
import java.util.Arrays;

/** Products of arrays: in one call, and planned once for many, with a bias and tanh on the way. */
public final class ProductOfArrays {
    private ProductOfArrays() {}

    public static void main(String... args) {
        int m = 2;
        int k = 3;
        int n = 2;
        float[] a = {1, 2, 3, 4, 5, 6}; // [m x k], row after row
        float[] b = {7, 8, 9, 10, 11, 12}; // [k x n]
        float[] inputs = new float[64 * 784];
        float[] weights = new float[128 * 784];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = i % 7 / 7f;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (i % 11 - 5) / 550f;
        }

        Kernels kernels = Kernels.select(); // assembled, else SIMD, else OpenBLAS, else plain Java
        float[] c = kernels.multiply(a, b, m, k, n); // float[] in, float[] out: in one call, with copies
        try (TensorArena arena = TensorArena.open()) {
            Tensor x = arena.tensor(64, 784, inputs); // a copy of float[]: off-heap, aligned, padded
            Tensor w = arena.tensor(128, 784, weights); // arena.map(file, 128, 784) has a file's in place
            Tensor bias = arena.tensor(1, 128).fill(.1f);
            Tensor y = arena.tensor(64, 128);
            Gemm layer = kernels.gemm(x, w.transposed(), y, Epilogue.BIAS_TANH); // planned once
            layer.run(x, w, y, bias); // y = tanh(x w^T + bias); checks its operands, allocates nothing
            System.out.println("y begins with "
                    + Arrays.toString(y.rows(0, 1).columns(0, 4).toArray()));
        }
        System.out.println("a b = " + Arrays.toString(c) + ", by " + kernels.provider() + ": " + kernels.reason());
    }
}

package dev.thrice.kernels.forked;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.ProviderStatus;

/** Tells in a JVM of its own what is chosen and why, and what 2 x 3 is by it, and of the providers. */
public final class Providing {
    private Providing() {}

    /**
     * Prints a line each.
     *
     * @param args the names to choose by, and {@code providers} where these are to be told of; by default these, then the preferred
     */
    public static void main(String[] args) {
        for (String name : args.length == 0 ? new String[] {"providers", Kernels.PREFERRED} : args) {
            if (name.equals("providers")) {
                for (ProviderStatus status : Kernels.providers()) {
                    System.out.println(status.name() + " " + status.available() + ": " + status.detail());
                }
            } else {
                choose(name);
            }
        }
    }

    private static void choose(String name) {
        try {
            Kernels kernels = Kernels.select(name);
            System.out.println("chosen " + kernels.provider() + ": " + kernels.reason());
            System.out.println("product " + product(kernels));
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }

    private static float product(Kernels kernels) {
        try (TensorArena arena = TensorArena.open()) {
            Tensor a = Tensor.allocate(arena, 1, 1).copyFrom(2);
            Tensor b = Tensor.allocate(arena, 1, 1).copyFrom(3);
            Tensor c = Tensor.allocate(arena, 1, 1);
            Gemm gemm = kernels.gemm(GemmSpec.nn(1, 1, 1));
            gemm.run(a, b, c);
            kernels.relu(c, c); // by elementwise kernels, too
            return c.get(0, 0);
        }
    }
}

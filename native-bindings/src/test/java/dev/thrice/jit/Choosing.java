package dev.thrice.jit;

import dev.thrice.kernels.Gemm;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.kernels.spec.GemmSpec;
import dev.thrice.kernels.spi.ProviderStatus;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What becomes of providers in a JVM of its own, one line after the other. */
public final class Choosing {
    private static final int PR_SET_MDWE = 65;
    private static final long PR_MDWE_REFUSE_EXEC_GAIN = 1;

    private Choosing() {}

    /**
     * Does one thing after the other.
     *
     * @param args {@code providers} tells of all, {@code deny} asks the system to grant no executable memory from here on, {@code deny-later} does so
     *     when a plan has been made and plans another; all else is a name to choose by
     * @throws Throwable if the system cannot be asked
     */
    public static void main(String[] args) throws Throwable {
        for (String arg : args) {
            switch (arg) {
                case "providers" -> providers();
                case "deny" -> deny();
                case "deny-later" -> denyLater();
                default -> choose(arg);
            }
        }
    }

    private static void providers() {
        for (ProviderStatus status : Kernels.providers()) {
            System.out.println(status.name() + " " + status.available() + ": " + status.detail());
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
        try (TensorArena arena = TensorArena.open();
                Gemm gemm = kernels.gemm(GemmSpec.nn(1, 1, 1))) {
            Tensor a = Tensor.allocate(arena, 1, 1).fill(2f);
            Tensor b = Tensor.allocate(arena, 1, 1).fill(3f);
            Tensor c = Tensor.allocate(arena, 1, 1);
            gemm.run(a, b, c);
            return c.get(0, 0);
        }
    }

    /** The second plan needs the kernel that packs for the first, and another. */
    private static void denyLater() throws Throwable {
        Kernels kernels = Kernels.select("jit");
        GemmSpec spec = GemmSpec.nt(64, 64, 64);
        Gemm first = kernels.gemm(spec);
        int before = Kernel.count();
        deny();
        try {
            kernels.gemm(spec.scaled(2f, 0f)).close();
            System.out.println("planned");
        } catch (IllegalStateException e) {
            System.out.println("refused: " + e.getMessage());
        }
        System.out.println("more kernels than before: " + (Kernel.count() - before));
        first.close();
        System.out.println("kernels left: " + Kernel.count());
    }

    private static void deny() throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle prctl = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("prctl"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        int result = (int) prctl.invokeExact(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0L, 0L, 0L);
        System.out.println(result == 0 ? "denied" : "the system knows no way to deny it");
    }
}

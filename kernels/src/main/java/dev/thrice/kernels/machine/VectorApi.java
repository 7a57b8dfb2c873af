package dev.thrice.kernels.machine;

import java.util.Optional;

/** Whether this JVM runs the Vector API as vector instructions. */
public final class VectorApi {
    private VectorApi() {}

    /**
     * Why it does not.
     *
     * @return one line with the flag at fault; empty if it does
     */
    public static Optional<String> obstacle() {
        return JvmFlags.current()
                .againstVectors()
                .or(() -> ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                        ? Optional.empty()
                        : Optional.of("module jdk.incubator.vector is not loaded; start Java with --add-modules"
                                + " jdk.incubator.vector"));
    }
}

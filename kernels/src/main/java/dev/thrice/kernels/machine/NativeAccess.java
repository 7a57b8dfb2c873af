package dev.thrice.kernels.machine;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Whether the JVM lets this module address memory directly, as all kernels do. */
public final class NativeAccess {
    private NativeAccess() {}

    /**
     * Why it does not.
     *
     * @return one line with the flag that grants it; empty if it does, be it with a warning
     */
    public static Optional<String> denied() {
        try {
            MemorySegment.NULL.reinterpret(1);
            return Optional.empty();
        } catch (IllegalCallerException e) {
            Module module = NativeAccess.class.getModule();
            return Optional.of("native access is denied; start Java with --enable-native-access="
                    + (module.isNamed() ? module.getName() : "ALL-UNNAMED"));
        }
    }
}

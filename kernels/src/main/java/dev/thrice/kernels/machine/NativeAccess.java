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
            return Optional.of(denied(NativeAccess.class.getModule()));
        }
    }

    /**
     * That the JVM does not let a module do so.
     *
     * @param module which
     * @return one line with the flag that grants it, to this module as well
     */
    public static String denied(Module module) {
        Module own = NativeAccess.class.getModule();
        String both = module.equals(own) ? own.getName() : module.getName() + "," + own.getName();
        return "native access is denied; start Java with --enable-native-access="
                + (module.isNamed() ? both : "ALL-UNNAMED");
    }
}

package dev.thrice.kernels.events;

import java.util.Optional;
import jdk.jfr.FlightRecorder;

/**
 * Whether events are worth a look. To be asked before the class of an event is used: that is missing where module jdk.jfr is, and its
 * initialization costs a JVM that records nothing some tenths of a second.
 */
public final class FlightRecording {
    private static final boolean PRESENT = isPresent();

    private FlightRecording() {}

    /** Whether somebody records, or once did. */
    public static boolean begun() {
        return PRESENT && FlightRecorder.isInitialized();
    }

    /** Whether there is the module, and it is read: it is required where it is alone. */
    private static boolean isPresent() {
        Optional<Module> jfr = ModuleLayer.boot().findModule("jdk.jfr");
        return jfr.isPresent() && FlightRecording.class.getModule().canRead(jfr.get());
    }
}

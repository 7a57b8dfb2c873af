package dev.thrice.jit.events;

import dev.thrice.kernels.events.FlightRecording;

/** The events of this provider, begun; null while nobody records them. */
public final class JitEvents {
    private JitEvents() {}

    /** Of code that is about to be assembled. */
    public static CodeAssembly codeAssembly() {
        return FlightRecording.begun() ? CodeAssembly.begun() : null;
    }
}

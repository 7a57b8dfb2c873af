package dev.thrice.kernels.events;

/** The events of this module, begun; null while nobody records them. */
public final class KernelEvents {
    private KernelEvents() {}

    /** Of a plan that is about to be made. */
    public static PlanChoice planChoice() {
        return FlightRecording.begun() ? PlanChoice.begun() : null;
    }

    /** Of a measurement that is about to be made. */
    public static CalibrationRun calibration() {
        return FlightRecording.begun() ? CalibrationRun.begun() : null;
    }
}

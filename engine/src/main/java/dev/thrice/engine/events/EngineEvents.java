package dev.thrice.engine.events;

import dev.thrice.kernels.events.FlightRecording;

/** The events of this module, begun; null while nobody records them. */
public final class EngineEvents {
    private EngineEvents() {}

    /** Of a step that is about to be taken. */
    public static TrainingStepEvent trainingStep() {
        return FlightRecording.begun() ? TrainingStepEvent.begun() : null;
    }

    /** Of an inference that is about to start. */
    public static InferenceEvent inference() {
        return FlightRecording.begun() ? InferenceEvent.begun() : null;
    }
}

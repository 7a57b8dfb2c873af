package dev.thrice.engine.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;

/** A step of training. */
@Name("dev.thrice.TrainingStep")
@Label("Training Step")
@Category({"Thrice", "Engine"})
@Description("A batch was trained on: feedforward pass, errors, gradients and the update of the parameters")
@StackTrace(false)
@Throttle("off")
public final class TrainingStepEvent extends Event {
    private static final TrainingStepEvent ASKED = new TrainingStepEvent(); // as InferenceEvent's

    @Label("Algorithm")
    @Description("The learning algorithm")
    String algorithm;

    @Label("Executor")
    @Description("In which order nodes do their steps")
    String executor;

    @Label("Workers")
    @Description("Threads that take part")
    int workers;

    @Label("Batch")
    @Description("Samples")
    int batch;

    @Label("Functions")
    @Description("Length of the chain, L")
    int functions;

    @Label("Step")
    @Description("Counted from 1, since this training was planned")
    long step;

    @Label("Loss")
    @Description("Mean over the batch, before the update")
    double loss;

    @Label("Updated")
    @Description("False where something was not finite, so that the step was refused")
    boolean updated;

    private TrainingStepEvent() {}

    static TrainingStepEvent begun() {
        if (!ASKED.isEnabled()) {
            return null;
        }
        TrainingStepEvent event = new TrainingStepEvent();
        event.begin();
        return event;
    }

    /** Ends and commits it: which step, to what end. */
    public void trained(EngineDescription engine, long newStep, double newLoss, boolean newUpdated) {
        end();
        algorithm = engine.algorithm();
        executor = engine.executor();
        workers = engine.workers();
        batch = engine.batch();
        functions = engine.functions();
        step = newStep;
        loss = newLoss;
        updated = newUpdated;
        commit();
    }
}

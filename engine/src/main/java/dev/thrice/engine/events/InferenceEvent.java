package dev.thrice.engine.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;

/** An inference, and the gradients that are taken within. */
@Name("dev.thrice.Inference")
@Label("Inference")
@Category({"Thrice", "Engine"})
@Description(
        "Errors were assigned to the nodes of a network, and if asked for the gradients taken, after a feedforward pass")
@StackTrace(false)
@Throttle("off")
public final class InferenceEvent extends Event {
    /** To be asked whether events are recorded: where that is asked of a new one, it is garbage. */
    private static final InferenceEvent ASKED = new InferenceEvent();

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

    @Label("Steps")
    @Description("Steps of the inference that were taken")
    int steps;

    @Label("Gradients")
    @Description("Whether the parameters' gradients were taken")
    boolean gradients;

    private InferenceEvent() {}

    static InferenceEvent begun() {
        if (!ASKED.isEnabled()) {
            return null;
        }
        InferenceEvent event = new InferenceEvent();
        event.begin();
        return event;
    }

    /** Ends and commits it: what was inferred, how far. */
    public void inferred(EngineDescription engine, int newSteps, boolean newGradients) {
        end();
        algorithm = engine.algorithm();
        executor = engine.executor();
        workers = engine.workers();
        batch = engine.batch();
        functions = engine.functions();
        steps = newSteps;
        gradients = newGradients;
        commit();
    }
}

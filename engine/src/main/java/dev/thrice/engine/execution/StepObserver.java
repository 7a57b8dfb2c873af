package dev.thrice.engine.execution;

/** Is shown every step of an inference. Without one, an inference does nothing for the sake of it. */
@FunctionalInterface
public interface StepObserver {
    /**
     * Looks at the engine, while no worker works.
     *
     * @param t the step that is done; 0 for the start
     */
    void afterStep(int t);
}

package dev.thrice.learn;

/** What a model has planned and closes with itself. */
abstract sealed class ModelPart implements AutoCloseable permits Predictor, Trainer {
    @Override
    public abstract void close();

    /** As {@link #close}, of a model that lets nobody in any more: who is about to be refused is waited for. */
    void closeWithModel() {
        close();
    }
}

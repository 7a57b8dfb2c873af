package dev.thrice.lab.learn;

import dev.thrice.engine.chain.Initialization;
import picocli.CommandLine.Option;

/** How parameters are drawn, wherever that can be said. */
public final class InitializationOption {
    private static final class InitializationNames extends Names<Initialization> {
        private InitializationNames() {
            super(Initialization.class);
        }
    }

    @Option(
            names = "--initialization",
            paramLabel = "NAME",
            defaultValue = "uniform",
            converter = InitializationNames.class,
            completionCandidates = InitializationNames.class,
            description =
                    "How parameters are drawn: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, as PyTorch draws them).")
    private Initialization initialization;

    private InitializationOption() {}

    /**
     * How parameters are drawn.
     *
     * @return the initialization
     */
    public Initialization initialization() {
        return initialization;
    }

    /**
     * What was asked for.
     *
     * @return its name
     */
    public String asked() {
        return Names.of(initialization);
    }
}

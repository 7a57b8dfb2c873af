/** Chains of elementary functions, and the algorithms that assign credit in them. */
module dev.thrice.engine {
    requires transitive dev.thrice.kernels;
    requires static jdk.jfr; // without it there are no events

    exports dev.thrice.engine.algorithm;
    exports dev.thrice.engine.chain;
    exports dev.thrice.engine.diagnostics;
    exports dev.thrice.engine.execution;
    exports dev.thrice.engine.images;
    exports dev.thrice.engine.optimizer;
    exports dev.thrice.engine.sequences;
}

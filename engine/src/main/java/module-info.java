/** Chains of elementary functions, the algorithms that assign credit in them, and the data they learn from. */
module dev.thrice.engine {
    requires transitive dev.thrice.kernels;

    exports dev.thrice.engine.algorithm;
    exports dev.thrice.engine.chain;
    exports dev.thrice.engine.data;
    exports dev.thrice.engine.diagnostics;
    exports dev.thrice.engine.execution;
    exports dev.thrice.engine.optimizer;
}

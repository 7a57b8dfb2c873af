/** Chains of elementary functions, the algorithms that assign credit in them, and the data they learn from. */
module dev.thrice.engine {
    requires transitive dev.thrice.kernels;

    exports dev.thrice.engine;
    exports dev.thrice.engine.data;
}

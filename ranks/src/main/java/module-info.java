/** Training over the ranks that {@code mpirun} starts: each has layers, or each has samples. */
module dev.thrice.ranks {
    requires transitive dev.thrice.engine;
    requires transitive dev.thrice.openblas;

    exports dev.thrice.ranks;
}

/** Times of several things by turns, and whether the machine is quiet meanwhile. For the modules that measure Thrice. */
module dev.thrice.measure {
    requires transitive dev.thrice.engine;

    exports dev.thrice.measure;
}

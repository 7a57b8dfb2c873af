/** Data, and models that are trained on them, saved and asked. */
module dev.thrice.learn {
    requires dev.thrice.base;
    requires transitive dev.thrice.engine;
    requires transitive dev.thrice.formats;

    exports dev.thrice.learn;
    exports dev.thrice.learn.data;
}

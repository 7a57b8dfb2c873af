/** Files of tensors and of data. */
@SuppressWarnings("module") // these modules are compiled later
module dev.thrice.formats {
    requires dev.thrice.base;
    requires transitive dev.thrice.kernels;
    requires static de.siegmar.fastcsv; // for csv alone

    exports dev.thrice.formats;
    exports dev.thrice.formats.csv;
    exports dev.thrice.formats.idx;
    exports dev.thrice.formats.io to
            dev.thrice.learn;
    exports dev.thrice.formats.numpy;
    exports dev.thrice.formats.safetensors;
}

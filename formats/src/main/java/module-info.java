/** Files of tensors and of data. */
module dev.thrice.formats {
    requires transitive dev.thrice.kernels;

    exports dev.thrice.formats;
    exports dev.thrice.formats.idx;
}

/** What files are written and quoted by, in the library and in programs. Needs nothing but the JDK. */
@SuppressWarnings("module") // these modules are compiled later
module dev.thrice.base {
    exports dev.thrice.base to
            dev.thrice.command,
            dev.thrice.formats,
            dev.thrice.gate.command,
            dev.thrice.lab,
            dev.thrice.learn;
}

/** Results as a page with charts that needs no other file, as SVG and as CSV. */
module dev.thrice.report {
    requires transitive dev.thrice.command;

    exports dev.thrice.report;

    opens dev.thrice.report to
            info.picocli;
}

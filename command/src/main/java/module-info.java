/** What the programs stand on: errors, files, tables, fresh JVMs, and what disturbs a measurement. */
module dev.thrice.command {
    requires dev.thrice.base;
    requires transitive com.fasterxml.jackson.databind;
    requires transitive info.picocli;
    requires java.management;
    requires jdk.management;
    requires me.tongfei.progressbar;
    requires org.apache.commons.statistics.descriptive;

    exports dev.thrice.command;
    exports dev.thrice.command.execution;
    exports dev.thrice.command.fork;
    exports dev.thrice.command.machine;
    exports dev.thrice.command.output;

    opens dev.thrice.command to
            info.picocli;
    opens dev.thrice.command.machine to
            com.fasterxml.jackson.databind;
}

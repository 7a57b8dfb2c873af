/** Whether a build is slower than another. */
@SuppressWarnings("module") // the lab is compiled later
module dev.thrice.gate.command {
    requires dev.thrice.base;
    requires dev.thrice.command;
    requires dev.thrice.gate;
    requires dev.thrice.report;
    requires java.management;
    requires jdk.management;
    requires org.apache.commons.statistics.descriptive;
    requires org.apache.commons.statistics.distribution;

    exports dev.thrice.gate.command to
            dev.thrice.lab;
    exports dev.thrice.gate.command.judge to
            dev.thrice.lab;
    exports dev.thrice.gate.command.measure to
            dev.thrice.lab;

    uses dev.thrice.gate.GateSuite;

    opens dev.thrice.gate.command to
            info.picocli,
            com.fasterxml.jackson.databind;
    opens dev.thrice.gate.command.history to
            com.fasterxml.jackson.databind;
    opens dev.thrice.gate.command.jmh to
            com.fasterxml.jackson.databind;
    opens dev.thrice.gate.command.judge to
            com.fasterxml.jackson.databind;
    opens dev.thrice.gate.command.measure to
            com.fasterxml.jackson.databind;
    opens dev.thrice.gate.command.source to
            com.fasterxml.jackson.databind;
}

/** The {@code thrice} command. */
module dev.thrice.lab {
    requires dev.thrice.base;
    requires dev.thrice.command;
    requires dev.thrice.engine;
    requires dev.thrice.formats;
    requires dev.thrice.gate;
    requires dev.thrice.gate.command;
    requires dev.thrice.learn;
    requires dev.thrice.measure;
    requires dev.thrice.openblas;
    requires dev.thrice.ranks;
    requires dev.thrice.report;
    requires com.fasterxml.jackson.databind;
    requires de.siegmar.fastcsv; // by which formats reads CSV
    requires info.picocli;
    requires java.logging;
    requires java.management;
    requires java.net.http;
    requires jdk.management;
    requires me.tongfei.progressbar;
    requires org.apache.commons.statistics.descriptive;
    requires org.apache.commons.statistics.distribution;
    requires org.apache.commons.statistics.ranking;

    exports dev.thrice.lab.peers; // for peers, which come on the class path

    uses dev.thrice.gate.GateSuite;
    uses dev.thrice.lab.peers.Peer;

    opens dev.thrice.lab to
            info.picocli;
    opens dev.thrice.lab.bound to
            com.fasterxml.jackson.databind;
    opens dev.thrice.lab.command to
            info.picocli;
    opens dev.thrice.lab.data to
            info.picocli;
    opens dev.thrice.lab.figures to
            info.picocli,
            com.fasterxml.jackson.databind;
    opens dev.thrice.lab.gate to
            info.picocli;
    opens dev.thrice.lab.grid to
            info.picocli,
            com.fasterxml.jackson.databind;
    opens dev.thrice.lab.gradients to
            info.picocli;
    opens dev.thrice.lab.info to
            info.picocli,
            com.fasterxml.jackson.databind;
    opens dev.thrice.lab.kernel to
            info.picocli,
            com.fasterxml.jackson.databind;
    opens dev.thrice.lab.learn to
            info.picocli,
            com.fasterxml.jackson.databind;
    opens dev.thrice.lab.study to
            info.picocli,
            com.fasterxml.jackson.databind;
    opens dev.thrice.lab.train to
            info.picocli,
            com.fasterxml.jackson.databind;
    opens dev.thrice.lab.scaling to
            info.picocli;
    opens dev.thrice.lab.peers to
            info.picocli,
            com.fasterxml.jackson.databind;
    opens dev.thrice.lab.results to
            com.fasterxml.jackson.databind;
    opens dev.thrice.lab.validate to
            info.picocli;
}

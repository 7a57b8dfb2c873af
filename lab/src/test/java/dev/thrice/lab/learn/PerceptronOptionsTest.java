package dev.thrice.lab.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class PerceptronOptionsTest {
    @Command(name = "holder")
    private static final class Holder {
        @Mixin
        private final PerceptronOptions network = new PerceptronOptions(3);
    }

    private final Holder holder = new Holder();
    private final CommandLine command = new CommandLine(holder);

    /** Also once more, after others were given. */
    @Test
    void whatIsNotGivenIsTheCommandsOwnDefault() {
        command.parseArgs();
        assertEquals(3, holder.network.hiddenLayers());
        assertEquals(64, holder.network.width());
        command.parseArgs("--hidden-layers", "7", "--width", "5");
        assertEquals(7, holder.network.hiddenLayers());
        assertEquals(5, holder.network.width());
        command.parseArgs();
        assertEquals(3, holder.network.hiddenLayers());
        assertEquals(64, holder.network.width());
    }

    @Test
    void helpTellsTheDefault() {
        String help = command.getUsageMessage();
        assertTrue(help.contains("Hidden tanh layers (default: 3)."), help);
        assertTrue(help.contains("Width of the hidden layers (default: 64)."), help);
    }
}

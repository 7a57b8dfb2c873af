package dev.thrice.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.base.Printable;
import dev.thrice.command.UserError;
import dev.thrice.engine.execution.Network;
import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.gate.GateSuite;
import dev.thrice.gate.command.GateCommand;
import dev.thrice.kernels.Kernels;
import dev.thrice.lab.Main;
import dev.thrice.learn.Model;
import dev.thrice.measure.Turns;
import dev.thrice.openblas.OpenBlas;
import dev.thrice.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LicenseTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                Kernels.class,
                OpenBlas.class,
                Network.class,
                SafetensorsFile.class,
                Model.class,
                Turns.class,
                GateSuite.class,
                Turns.class,
                Printable.class,
                UserError.class,
                Report.class,
                GateSuite.class,
                GateCommand.class,
                Main.class
            })
    void eachModuleHasItsLicence(Class<?> inModule) throws IOException {
        assertContains(inModule, "META-INF/LICENSE", "Apache License");
    }

    @Test
    void whatIsBundledHasItsLicence() throws IOException {
        assertContains(OpenBlas.class, "META-INF/licenses/OpenBLAS.txt", "The OpenBLAS Project");
        assertContains(Report.class, "META-INF/licenses/Vega.txt", "University of Washington Interactive Data Lab");
    }

    /** In the same jar or folder as the class: other jars have files of these names, too. */
    private static void assertContains(Class<?> beside, String name, String text) throws IOException {
        String place =
                beside.getProtectionDomain().getCodeSource().getLocation().toString();
        URI file = URI.create(place.endsWith("/") ? place + name : "jar:" + place + "!/" + name);
        try (InputStream in = file.toURL().openStream()) {
            assertTrue(new String(in.readAllBytes(), StandardCharsets.UTF_8).contains(text), () -> file.toString());
        }
    }
}

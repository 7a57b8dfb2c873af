package dev.thrice.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.thrice.kernels.spi.GemmProvider;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Provides;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is on the class path, as benchmarks and the gate's builds are, finds the providers that the module declares, in their order. */
class ServiceFileTest {
    @Test
    void providersAreTheSameOnTheClassPath() throws Exception {
        String service = GemmProvider.class.getName();
        List<String> ofModule = JitGemm.class.getModule().getDescriptor().provides().stream()
                .filter(provides -> provides.service().equals(service))
                .map(Provides::providers)
                .findFirst()
                .orElseThrow();
        assertFalse(ofModule.isEmpty());
        try (InputStream file = JitGemm.class.getResourceAsStream("/META-INF/services/" + service)) {
            String names = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(ofModule, names.lines().toList());
        }
    }
}

package dev.thrice.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeFunctionsTest {
    private static final String REMEDY = "install another";

    @Test
    void aLibraryThatIsNotThere() {
        assertEquals(
                "libnowhere.so.7 is not found or cannot be loaded; install another",
                assertThrows(IllegalStateException.class, () -> NativeFunctions.of("libnowhere.so.7", REMEDY))
                        .getMessage());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aLibraryThatIsAnother() {
        NativeFunctions functions = NativeFunctions.of("libm.so.6", REMEDY);
        assertEquals(
                "libm.so.6 has no bli_info_get_version_str; install another",
                assertThrows(IllegalStateException.class, () -> functions.said("bli_info_get_version_str"))
                        .getMessage());
    }
}

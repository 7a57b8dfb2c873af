package dev.thrice.kernels.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessorTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void theModelIsWhatTheSystemSays() throws IOException {
        Matcher line = Pattern.compile("^model name\\s*:\\s*(.*?)\\s*$", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("/proc/cpuinfo")));
        assertEquals(line.find() ? Optional.of(line.group(1)) : Optional.empty(), Processor.model());
    }
}

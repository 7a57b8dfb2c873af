package dev.thrice.lab.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FolderSourceTest {
    @TempDir
    Path temporary;

    private Path from;
    private Path to;

    @BeforeEach
    void createFolders() throws IOException {
        from = Files.createDirectory(temporary.resolve("from"));
        to = Files.createDirectory(temporary.resolve("to"));
    }

    @ParameterizedTest
    @CsvSource({"-idx, ''", "-idx, .gz", ".idx, ''", ".idx, .gz"})
    void findsFilesUnderTheirUsualNames(String separator, String extension) throws IOException {
        for (DataFile file : StandIn.FILES) {
            byte[] content = StandIn.content(file.name());
            Files.write(
                    from.resolve(file.name().replace("-idx", separator) + extension),
                    extension.isEmpty() ? content : StandIn.gzip(content));
        }
        new FolderSource(from).fetch(StandIn.FILES, to);
        assertEquals(StandIn.allNames(), StandIn.names(to));
        for (DataFile file : StandIn.FILES) {
            file.verify(to.resolve(file.name()));
        }
    }

    /** What has MNIST's checksum is MNIST, whatever else is there. */
    @Test
    void aVerifiedFileMayBeThereTwice() throws IOException {
        StandIn.folder(from);
        DataFile file = StandIn.FILES.getFirst();
        Files.write(from.resolve(file.name() + ".gz"), StandIn.gzip(StandIn.content(file.name())));
        new FolderSource(from).fetch(StandIn.FILES, to);
        file.verify(to.resolve(file.name()));
    }

    @Test
    void namesAMissingFile() throws IOException {
        StandIn.folder(from);
        Files.delete(from.resolve("t10k-labels-idx1-ubyte"));
        assertRefused(from + ": has no t10k-labels-idx1-ubyte, raw or .gz");
    }

    @Test
    void namesAMissingFolderAndAFileInItsPlace() throws IOException {
        Files.delete(from);
        assertRefused(from + ": no such folder");
        Files.createFile(from);
        assertRefused(from + ": not a folder");
    }

    @Test
    void refusesDamagedFiles() throws IOException {
        StandIn.folder(from);
        Path labels = from.resolve("train-labels-idx1-ubyte");
        Files.write(labels, new byte[38]);
        DataFile file = StandIn.FILES.get(1);
        assertRefused(labels + ": SHA-256 762b023699a0e48aa95763f0cf7c0467f1d6e9880308c78ebbc1c423de7072d3, expected "
                + file.sha256());
    }

    @Test
    void refusesDamagedCompression() throws IOException {
        StandIn.folder(from);
        Files.delete(from.resolve("train-labels-idx1-ubyte"));
        Path labels = from.resolve("train-labels-idx1-ubyte.gz");
        Files.write(labels, Arrays.copyOf(StandIn.gzip(new byte[38]), 15));
        assertRefused(labels + ": ends too early");
        Files.writeString(labels, "no gzip at all");
        assertRefused(labels + ": Not in GZIP format");
    }

    private void assertRefused(String message) throws IOException {
        Path folder = Files.createTempDirectory(to, "attempt");
        FolderSource source = new FolderSource(from);
        assertEquals(
                message,
                assertThrows(IOException.class, () -> source.fetch(StandIn.FILES, folder))
                        .getMessage());
    }
}

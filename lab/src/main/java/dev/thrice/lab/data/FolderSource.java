package dev.thrice.lab.data;

import dev.thrice.lab.output.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A folder of files that were got elsewhere: raw or .gz, named with a dash or with a dot before "idx". */
record FolderSource(Path path) implements Source {
    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public void fetch(List<DataFile> files, Path folder) throws IOException {
        for (DataFile file : files) {
            copy(find(file), file, folder);
        }
    }

    /**
     * Where a file is, under one of its names.
     *
     * @throws IOException if there is no such file or the folder is none
     */
    Path find(DataFile file) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new IOException(path + ": " + (Files.exists(path) ? "not a folder" : "no such folder"));
        }
        return Stream.of(file.name(), file.name().replace("-idx", ".idx"))
                .flatMap(name -> Stream.of(name, name + ".gz"))
                .map(path::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new IOException(path + ": has no " + file.name() + ", raw or .gz"));
    }

    private static void copy(Path found, DataFile file, Path folder) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(found))) {
            boolean compressed = found.toString().endsWith(".gz");
            file.receive(compressed ? new GZIPInputStream(in) : in, folder.resolve(file.name()));
        } catch (IOException e) {
            throw new IOException(found + ": " + Reason.of(e), e);
        }
    }
}

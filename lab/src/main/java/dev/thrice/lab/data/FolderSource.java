package dev.thrice.lab.data;

import dev.thrice.command.output.Reason;
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
            copy(present(file.name()).getFirst(), file, folder); // whichever it is, its bytes are verified
        }
    }

    /**
     * Where a file is, under one of its names.
     *
     * @throws IOException if there is no such file, more than one, or the folder is none
     */
    Path find(String file) throws IOException {
        List<Path> present = present(file);
        if (present.size() > 1) {
            throw new IOException(path + ": has both " + present.get(0).getFileName() + " and "
                    + present.get(1).getFileName() + ", expected one of them; move the other away");
        }
        return present.getFirst();
    }

    private List<Path> present(String file) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new IOException(path + ": " + (Files.exists(path) ? "not a folder" : "no such folder"));
        }
        List<Path> present = candidates(file).filter(Files::isRegularFile).toList();
        if (present.isEmpty()) {
            throw new IOException(path + ": has no " + file + ", raw or .gz");
        }
        return present;
    }

    /** Where a file may be, under each of its names. */
    Stream<Path> candidates(String file) {
        return Stream.of(file, file.replace("-idx", ".idx"))
                .flatMap(name -> Stream.of(name, name + ".gz"))
                .map(path::resolve);
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

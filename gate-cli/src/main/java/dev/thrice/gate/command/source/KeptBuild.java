package dev.thrice.gate.command.source;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A folder of what a build made, and of a list of that: who clears up caches by age takes one file and leaves another. */
final class KeptBuild {
    private static final String LIST = "thrice-kept.txt";

    private KeptBuild() {}

    /** What a build made: a file, or those in a folder. */
    static List<Path> files(Path product) throws IOException {
        try (Stream<Path> files = Files.isDirectory(product) ? Files.list(product) : Stream.of(product)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** In another folder first: whoever looks finds all or none. */
    static void keep(List<Path> files, Path part, Path kept) throws IOException {
        Files.createDirectory(part);
        List<String> list = new ArrayList<>();
        for (Path file : files) {
            Files.copy(file, part.resolve(file.getFileName()));
            list.add(entry(file));
        }
        Files.write(part.resolve(LIST), list);
        try {
            Files.move(part, kept);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // another gate was as quick
        }
    }

    private static String entry(Path file) throws IOException {
        return Files.size(file) + " " + file.getFileName();
    }

    /** Whether all that was kept is still there. */
    static boolean isWhole(Path kept) throws IOException {
        Path list = kept.resolve(LIST);
        if (!Files.exists(list)) {
            return false;
        }
        List<String> there = new ArrayList<>();
        for (Path file : files(kept)) {
            there.add(entry(file));
        }
        return there.containsAll(Files.readAllLines(list));
    }
}

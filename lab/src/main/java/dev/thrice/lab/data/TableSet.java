package dev.thrice.lab.data;

import dev.thrice.command.UsageError;
import dev.thrice.formats.csv.CsvTable;
import dev.thrice.learn.data.Dataset;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two tables of numbers in a folder, train.csv and test.csv, with the same columns, one of which has the classes. These are those of
 * train.csv.
 *
 * @param folder of the files
 * @param labels the column of the classes, by its name or its number; null if it was not said
 */
record TableSet(Path folder, String labels) implements OwnSet {
    @Override
    public boolean takesLabels() {
        return true;
    }

    @Override
    public Stream<Path> candidates() {
        return Stream.of(train(), test());
    }

    private Path train() {
        return folder.resolve("train.csv");
    }

    private Path test() {
        return folder.resolve("test.csv");
    }

    private void requireSameColumns(List<String> names, List<String> found) throws IOException {
        for (int j = 0; j < Math.min(names.size(), found.size()); j++) {
            if (!names.get(j).equals(found.get(j))) {
                throw new IOException(test() + ": column " + found.get(j) + ", expected " + names.get(j) + ", as in "
                        + train().getFileName());
            }
        }
    }

    @Override
    public Mnist read(Arena arena) throws IOException {
        if (labels == null) {
            throw new UsageError("--data " + folder
                    + " without --labels, expected with it the column of the classes, by its name or its number");
        }
        for (Path file : candidates().toList()) {
            if (!Files.exists(file)) {
                throw new IOException(folder + ": has no " + file.getFileName());
            }
        }
        CsvTable table = OwnFile.csv(train(), labels).read();
        Dataset train = Dataset.of(table);
        CsvTable tested = OwnFile.csv(test(), labels).classes(table.classes()).read();
        requireSameColumns(table.names(), tested.names());
        Dataset test = Dataset.of(tested);
        OwnData.requireClasses(train().toString(), train);
        OwnData.requireAlike(train, train().toString(), test, test().toString());
        return new Mnist(train, test, OwnData.source(candidates().toList()), folder.toString());
    }
}

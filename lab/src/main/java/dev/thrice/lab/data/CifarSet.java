package dev.thrice.lab.data;

import dev.thrice.learn.data.Cifar10;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Split;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * CIFAR-10's binary version: its archive, or the folder that was unpacked from it. It goes by its name where its bytes are those that
 * were published; others of its form are data of the user's own.
 *
 * @param path of the archive, or of the folder
 * @param archive which of them
 * @param published what was, the archive or the folder's files
 */
record CifarSet(Path path, boolean archive, List<DataFile> published) implements OwnSet {
    private static final String TITLE = "CIFAR-10";
    private static final String ARCHIVE_ENDING = ".tar.gz";

    /** Of the archive, as its users check it. */
    private static final DataFile ARCHIVE = new DataFile(
            "cifar-10-binary.tar.gz", 170_052_171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");

    /** By SHA-256, as the reader of TorchVision for Ruby checks the files. */
    private static final List<DataFile> BATCHES = List.of(
            batch(Cifar10.TRAIN.get(0), "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
            batch(Cifar10.TRAIN.get(1), "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
            batch(Cifar10.TRAIN.get(2), "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
            batch(Cifar10.TRAIN.get(3), "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
            batch(Cifar10.TRAIN.get(4), "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
            batch(Cifar10.TEST, "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"));

    private static DataFile batch(String name, String sha256) {
        return new DataFile(name, 30_730_000, sha256);
    }

    static CifarSet folder(Path folder) {
        return new CifarSet(folder, false, BATCHES);
    }

    static CifarSet archive(Path file) {
        return new CifarSet(file, true, List.of(ARCHIVE));
    }

    /** Whether a path is of an archive, by its name. */
    static boolean isArchive(Path path) {
        return path.toString().endsWith(ARCHIVE_ENDING);
    }

    @Override
    public Stream<Path> candidates() {
        return published.stream().map(this::place);
    }

    @Override
    public Mnist read(Arena arena) throws IOException {
        Split split = archive ? Cifar10.readArchive(path, arena) : readFolder(arena);
        OwnData.requireEnough(path.toString(), "images", split.train().count());
        return new Mnist(split.train(), split.test(), source(), path.toString());
    }

    private Path place(DataFile file) {
        return archive ? path : path.resolve(file.name());
    }

    private Split readFolder(Arena arena) throws IOException {
        List<Path> batches = new ArrayList<>();
        for (DataFile file : published) {
            Path batch = place(file);
            if (!Files.exists(batch)) {
                throw new IOException(path + ": has no " + file.name());
            }
            batches.add(batch);
        }
        Dataset test = Cifar10.read(List.of(batches.removeLast()), arena);
        return new Split(Cifar10.read(batches, arena), test);
    }

    private String source() throws IOException {
        return isPublished() ? TITLE : OwnData.source(candidates().toList());
    }

    private boolean isPublished() {
        try {
            for (DataFile file : published) {
                file.verify(place(file));
            }
            return true;
        } catch (IOException e) { // they are another's
            return false;
        }
    }
}

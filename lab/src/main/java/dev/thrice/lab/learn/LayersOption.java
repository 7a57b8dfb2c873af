package dev.thrice.lab.learn;

import dev.thrice.engine.chain.Chain;
import dev.thrice.lab.layers.NetworkDescription;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A file that describes a network, wherever one can be given. */
public final class LayersOption {
    /** The option's name. */
    public static final String NAME = "--layers";

    @Option(
            names = NAME,
            paramLabel = "FILE",
            description = "The network: a description of its layers in JSON (docs/networks.md).")
    private Path file;

    private LayersOption() {}

    /**
     * The file.
     *
     * @return nothing where none was given
     */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /**
     * The network that the file describes, which is read now.
     *
     * @return nothing where none was given
     * @throws dev.thrice.command.UserError if it cannot be read, or describes no network
     */
    public Optional<Chain> chain() {
        return file().map(NetworkDescription::read);
    }
}

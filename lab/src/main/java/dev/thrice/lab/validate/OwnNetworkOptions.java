package dev.thrice.lab.validate;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.ChainBuilder;
import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.formats.safetensors.StateDict;
import dev.thrice.lab.data.Checksum;
import dev.thrice.lab.layers.NetworkDescription;
import dev.thrice.lab.learn.ActivationOption;
import dev.thrice.lab.learn.LayersOption;
import dev.thrice.lab.learn.SavedNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A network of the user's own in place of the paper's, if one is asked for. */
final class OwnNetworkOptions {
    private static final int FEWEST_WIDTHS = 2;

    @Option(
            names = "--network",
            paramLabel = "FILE",
            description =
                    "A network of your own in place of the paper's, as thrice train --out and the library's Model.save"
                            + " write it, or a PyTorch state_dict of Linear layers in a safetensors file.")
    private Path file;

    @Option(
            names = "--widths",
            paramLabel = "N",
            split = ",",
            description = "A network of your own by the widths of its nodes, inputs and outputs among them, such as"
                    + " 784,256,64,10; tanh follows its hidden layers, or what --activation says.")
    private List<Integer> widths;

    @Mixin
    private LayersOption layers;

    @Mixin
    private ActivationOption activation;

    @Option(names = "--alone", description = "Measure the network of your own and none that vary it.")
    private boolean alone;

    private OwnNetworkOptions() {}

    /**
     * The networks that are asked for.
     *
     * @param batch samples
     * @return nothing for the paper's
     * @throws UsageError if it was asked for wrongly
     * @throws UserError if the file is no network's
     */
    Optional<OwnNetworks> networks(int batch) {
        List<String> asked = asked();
        if (asked.size() > 1) {
            throw new UsageError(String.join(" and ", asked) + ", expected one of them");
        }
        boolean any = !asked.isEmpty();
        UsageError.require("--alone", "given", any || !alone, "with it --network, --widths or --layers");
        activation
                .given()
                .ifPresent(given -> UsageError.require(
                        "--activation", given.name(), any && layers.file().isEmpty(), "with it --network or --widths"));
        if (!any) {
            return Optional.empty();
        }
        UsageError.require("--batch", batch, batch >= 1, "at least 1");
        OwnNetwork own = layers.file().map(OwnNetworkOptions::ofLayers).orElseGet(this::ofDenseLayers);
        return Optional.of(new OwnNetworks(own, batch, alone));
    }

    private List<String> asked() {
        List<String> asked = new ArrayList<>();
        if (file != null) {
            asked.add("--network");
        }
        if (widths != null) {
            asked.add("--widths");
        }
        if (layers.file().isPresent()) {
            asked.add(LayersOption.NAME);
        }
        return asked;
    }

    private OwnNetwork ofDenseLayers() {
        return file == null ? ofWidths() : ofFile();
    }

    private static OwnNetwork ofLayers(Path described) {
        Chain chain = NetworkDescription.read(described);
        if (!chain.skips().isEmpty()) {
            throw new UserError(described + ": has skips, expected a chain without them, as what is claimed is of");
        }
        try {
            String name = "own layers " + Checksum.of(List.of(described)) + ": " + described;
            return new OwnNetwork(name, described.toString(), chain, null);
        } catch (IOException e) { // which names the file
            throw new UserError(e.getMessage());
        }
    }

    private OwnNetwork ofWidths() {
        String asked = "--widths " + widths.stream().map(String::valueOf).collect(Collectors.joining(","));
        if (widths.size() < FEWEST_WIDTHS || widths.stream().anyMatch(width -> width < 1)) {
            throw new UsageError(asked + ", expected at least the inputs' and the outputs', each at least 1");
        }
        Activation hidden = activation.given().orElse(Activation.TANH);
        ChainBuilder layers = Chain.inputs(widths.getFirst());
        for (int width : widths.subList(1, widths.size() - 1)) {
            layers = layers.dense(width, hidden);
        }
        Chain chain = layers.classes(widths.getLast());
        return new OwnNetwork("own widths" + following(chain), asked, chain, null);
    }

    private OwnNetwork ofFile() {
        try (SafetensorsFile saved = SafetensorsFile.open(file)) {
            Chain chain = activation.chain(file, new StateDict(saved));
            String name = "own network " + Checksum.of(List.of(file)) + following(chain) + ": " + file;
            return new OwnNetwork(name, file.toString(), chain, file);
        } catch (IOException e) { // which names the file
            throw new UserError(e.getMessage());
        }
    }

    private static String following(Chain chain) {
        String activations = OwnNetwork.activations(chain);
        String unbiased = SavedNetwork.unbiased(chain);
        return (activations.isEmpty() ? "" : ", " + activations) + (unbiased.isEmpty() ? "" : ", " + unbiased);
    }

    /** As on a command line. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(activation.arguments());
        if (file != null) {
            arguments.add("--network=" + file);
        }
        if (widths != null) {
            arguments.add("--widths=" + widths.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        layers.file().ifPresent(described -> arguments.add(LayersOption.NAME + "=" + described));
        if (alone) {
            arguments.add("--alone");
        }
        return arguments;
    }
}

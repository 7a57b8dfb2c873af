package dev.thrice.lab.learn;

import dev.thrice.command.UsageError;
import dev.thrice.command.UserError;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.images.ImageChain;
import dev.thrice.engine.images.ImageNodes;
import dev.thrice.engine.images.ImageShape;
import dev.thrice.lab.layers.NetworkDescription;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which network is to be trained: a multilayer perceptron, LeNet-5, or one that a file describes. */
public final class NetworkOptions {
    private static final String NETWORK = "--network";
    private static final String[] OF_PERCEPTRONS = {"--hidden-layers", "--width", "--skip"};

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = NETWORK,
            paramLabel = "NAME",
            defaultValue = "perceptron",
            converter = NetworkName.OnCommandLine.class,
            completionCandidates = NetworkName.OnCommandLine.class,
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); lenet5 is for images.")
    private NetworkName name;

    @Mixin
    private LayersOption layers;

    @Mixin
    private final PerceptronOptions perceptron = new PerceptronOptions(5);

    private NetworkOptions() {}

    /**
     * What was asked for; a file is read now.
     *
     * @param depth the skips of a perceptron
     * @param epochs of the training
     * @return the network, for any data
     * @throws UsageError if a number is out of range, or an option would have no effect
     * @throws UserError if a file cannot be read, or describes no network
     */
    public Design design(DepthOptions depth, int epochs) {
        Optional<Path> file = layers.file();
        if (file.isPresent()) {
            requireNone(NETWORK, LayersOption.NAME, "one of both");
            requireNoneOfPerceptrons(LayersOption.NAME, "them in the file");
        } else if (name == NetworkName.LENET5) {
            requireNoneOfPerceptrons(NETWORK + " lenet5", NETWORK + " perceptron");
        }
        depth.require(perceptron.hiddenLayers(), epochs);
        return layers.chain()
                .<Design>map(chain -> new Described(file.orElseThrow(), chain))
                .orElseGet(() -> name == NetworkName.LENET5 ? new Lenet5() : new Perceptron(perceptron, depth));
    }

    /** What would have no effect is a mistake. */
    private void requireNone(String option, String with, String expected) {
        if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
            throw new UsageError(option + " with " + with + ", expected " + expected);
        }
    }

    private void requireNoneOfPerceptrons(String with, String expected) {
        for (String option : OF_PERCEPTRONS) {
            requireNone(option, with, expected);
        }
    }

    private static Footprint ofChain(String asked, Chain chain, int batch) {
        UsageError.require("--batch", batch, batch >= 1, "at least 1");
        return Footprint.of(asked + " --batch " + batch, chain, batch);
    }

    private record Perceptron(PerceptronOptions options, DepthOptions depth) implements Design {
        @Override
        public Chain chain(DataShape data) {
            return depth.residual(Chain.multilayerPerceptron(
                    data.features(), options.hiddenLayers(), options.width(), data.classes()));
        }

        @Override
        public Footprint footprint(DataShape data, int batch) {
            return new NetworkSize(options.hiddenLayers(), options.width(), batch, data.features(), data.classes())
                    .inRange(0, 1)
                    .footprint();
        }

        @Override
        public String skips() {
            return "--skip";
        }
    }

    private record Lenet5() implements Design {
        private static final String ASKED = NETWORK + " lenet5";

        @Override
        public Chain chain(DataShape data) {
            try {
                return ImageChain.lenet5(data.image(), data.classes());
            } catch (IllegalArgumentException e) {
                throw new UsageError(ASKED + " on " + data + ": " + e.getMessage());
            }
        }

        @Override
        public Footprint footprint(DataShape data, int batch) {
            return ofChain(ASKED, chain(data), batch);
        }

        @Override
        public String skips() {
            throw new IllegalStateException("LeNet-5 has no skips");
        }
    }

    private record Described(Path file, Chain described) implements Design {
        @Override
        public Chain chain() {
            return described;
        }

        /** Features that are no images may be taken for some. */
        @Override
        public Chain chain(DataShape data) {
            Optional<ImageShape> images = ImageNodes.of(described).getFirst();
            boolean fit = described.width(0) == data.features()
                    && (!data.isOfImages()
                            || images.filter(shape -> !shape.equals(data.image()))
                                    .isEmpty());
            if (!fit) {
                throw new UserError(file + ": inputs are "
                        + images.map(shape -> "images of " + shape).orElse(described.width(0) + " features")
                        + ", expected the data's, " + data);
            }
            int outputs = described.width(described.length());
            if (outputs != data.classes()) {
                throw new UserError(file + ": the last layer has " + outputs + " outputs, expected one for each of the "
                        + data.classes() + " classes of the data");
            }
            return described;
        }

        @Override
        public Footprint footprint(DataShape data, int batch) {
            return ofChain(LayersOption.NAME + " " + file, described, batch);
        }

        @Override
        public String skips() {
            return "skips of " + file;
        }

        /** Other windows may have the same widths. */
        @Override
        public String title(Chain chain) {
            CRC32C sum = new CRC32C();
            sum.update(NetworkDescription.of(chain).toString().getBytes(StandardCharsets.UTF_8));
            return chain + ", from " + file + " (CRC32C %08x)".formatted(sum.getValue());
        }
    }
}

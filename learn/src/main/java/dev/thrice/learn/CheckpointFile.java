package dev.thrice.learn;

import dev.thrice.base.Printable;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ParameterShape;
import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.formats.FormatException;
import dev.thrice.formats.io.InputFile;
import dev.thrice.formats.safetensors.SafetensorsFile;
import dev.thrice.formats.safetensors.SafetensorsWriter;
import dev.thrice.formats.safetensors.StateDict;
import dev.thrice.formats.safetensors.TensorEntry;
import dev.thrice.kernels.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A checkpoint: a model's file, with what the optimizer keeps as further tensors, {@code moment.0.0_weight}, a name that no layer has, and
 * in the metadata how far the training has come and with which settings; what callbacks keep are {@code callback.0.0_weight}, and precisions
 * that the algorithm learns {@code algorithm.precisions}. The first of the metadata, so that it is at one place, is the SHA-256 of the whole
 * file with zeros in place of these digits.
 */
final class CheckpointFile implements AutoCloseable {
    private static final String CHECKSUM = "thrice.checkpoint.sha256";
    private static final String STATE = "thrice.state.";
    private static final String SETTING = "thrice.setting.";
    private static final String CALLBACK = "thrice.callback.";
    private static final String PRECISIONS = "algorithm.precisions";
    private static final int DIGITS = 64;
    private static final String ZEROS = "0".repeat(DIGITS);
    private static final byte[] START =
            ("{\"__metadata__\":{\"" + CHECKSUM + "\":\"").getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER_BYTES = 1 << 16;

    private final SafetensorsFile file;

    private CheckpointFile(SafetensorsFile file) {
        this.file = file;
    }

    /** Writes all of it, or nothing; settings by their names, callbacks' states by their places. */
    static void write(Path path, Resumable training, Map<String, String> settings, Callback... callbacks)
            throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        Map<String, String> first = new LinkedHashMap<>();
        first.put(CHECKSUM, ZEROS);
        first.put("format", "pt");
        writer.metadata(first);
        ModelFile.describe(writer, training.model());
        state(training.state()).forEach((name, value) -> writer.metadata(STATE + name, value));
        settings.forEach((name, value) -> writer.metadata(SETTING + name, value));
        for (int i = 0; i < callbacks.length; i++) {
            String known = callbacks[i].state();
            if (!known.isEmpty()) {
                writer.metadata(CALLBACK + i, known);
            }
        }
        forEachTensor(training, callbacks, (name, tensor) -> writer.add(name, tensor, shape(name, tensor)));
        MessageDigest digest = sha256();
        try (OutputStream out =
                new BufferedOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
            writer.writeTo(out);
        }
        writer.metadata(CHECKSUM, HexFormat.of().formatHex(digest.digest()));
        writer.write(path);
    }

    private static Map<String, String> state(Trainer.State state) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("seed", String.valueOf(state.seed()));
        all.put("epoch", String.valueOf(state.epoch()));
        all.put("batch", String.valueOf(state.batch()));
        all.put("loss", String.valueOf(state.loss()));
        all.put("steps", String.valueOf(state.step().steps()));
        all.put("updates", String.valueOf(state.step().updates()));
        all.put("safe", String.valueOf(state.step().safe()));
        return all;
    }

    private static void forEachTensor(Resumable training, Callback[] callbacks, BiConsumer<String, Tensor> each) {
        Model model = training.model();
        Map<String, Parameters> beside = new LinkedHashMap<>();
        for (Parameters moment : training.moments()) {
            beside.put("moment." + beside.size() + ".", moment);
        }
        for (int i = 0; i < callbacks.length; i++) {
            String prefix = "callback." + i + ".";
            callbacks[i].kept(model).ifPresent(kept -> beside.put(prefix, kept));
        }
        for (int l = 0; l < model.chain().length(); l++) {
            List<ParameterShape> shapes = model.chain().function(l).parameters();
            for (int p = 0; p < shapes.size(); p++) {
                String name = StateDict.sequential(l) + "." + shapes.get(p).name();
                each.accept(name, model.parameters().of(l).get(p));
                for (Map.Entry<String, Parameters> of : beside.entrySet()) {
                    each.accept(
                            of.getKey() + name.replace('.', '_'),
                            of.getValue().of(l).get(p));
                }
            }
        }
        training.precisions().ifPresent(precisions -> each.accept(PRECISIONS, precisions));
    }

    /** A bias is a vector, as PyTorch has it. */
    private static int[] shape(String name, Tensor tensor) {
        return name.endsWith("." + DenseLayer.BIAS) && tensor.rows() == 1
                ? new int[] {tensor.columns()}
                : new int[] {tensor.rows(), tensor.columns()};
    }

    /**
     * Opens a checkpoint that is whole.
     *
     * @throws FormatException if it is not
     */
    static CheckpointFile open(Path path) throws IOException {
        requireWhole(path);
        return new CheckpointFile(SafetensorsFile.open(path));
    }

    private static void requireWhole(Path path) throws IOException {
        try (FileChannel channel = InputFile.open(path, "a checkpoint")) {
            int digits = Long.BYTES + START.length;
            if (channel.size() < digits + DIGITS) {
                throw new FormatException(path + ": " + channel.size() + " bytes, expected a whole checkpoint");
            }
            ByteBuffer head = ByteBuffer.allocate(digits + DIGITS);
            InputFile.read(path, channel, head, 0);
            byte[] bytes = head.array();
            if (!Arrays.equals(bytes, Long.BYTES, digits, START, 0, START.length)) {
                throw new FormatException(path + ": begins otherwise than a checkpoint of Thrice's, expected one");
            }
            String said = new String(bytes, digits, DIGITS, StandardCharsets.ISO_8859_1);
            Arrays.fill(bytes, digits, bytes.length, (byte) '0');
            MessageDigest digest = sha256();
            digest.update(bytes);
            digestRest(path, channel, bytes.length, digest);
            if (!said.equals(HexFormat.of().formatHex(digest.digest()))) {
                throw new FormatException(path + ": damaged, its " + channel.size()
                        + " bytes are not those that its SHA-256 was made of, expected a whole checkpoint");
            }
        }
    }

    private static void digestRest(Path path, FileChannel channel, long from, MessageDigest digest) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, channel.size()));
        for (long at = from; at < channel.size(); at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), channel.size() - at));
            InputFile.read(path, channel, buffer, at);
            digest.update(buffer.duplicate());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Checks that the training is one with these settings.
     *
     * @throws IllegalArgumentException that names the first that is another
     */
    void requireMadeWith(Map<String, String> settings) {
        settings.forEach((name, here) -> {
            String there = file.metadata().getOrDefault(SETTING + name, "nothing");
            if (!there.equals(here)) {
                throw new IllegalArgumentException("resume: " + file.path() + " was made with " + name + " "
                        + Printable.apart(there, here) + ", expected that of this training, "
                        + Printable.apart(here, there));
            }
        });
    }

    /** The callbacks' states; empty for those that have none. */
    List<String> callbacks(int count) {
        List<String> states = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            states.add(file.metadata().getOrDefault(CALLBACK + i, ""));
        }
        long known = states.stream().filter(state -> !state.isEmpty()).count();
        long all = file.metadata().keySet().stream()
                .filter(key -> key.startsWith(CALLBACK))
                .count();
        if (known != all) {
            throw new IllegalArgumentException("resume: " + file.path() + " was made with " + all
                    + " callbacks that have a state, expected to be given them, found " + known);
        }
        return states;
    }

    /** How far it had come. */
    Trainer.State state() throws FormatException {
        try {
            return new Trainer.State(
                    Long.parseLong(value("seed")),
                    Integer.parseInt(value("epoch")),
                    Integer.parseInt(value("batch")),
                    Double.parseDouble(value("loss")),
                    new TrainingStep.State(
                            Long.parseLong(value("steps")),
                            Long.parseLong(value("updates")),
                            Boolean.parseBoolean(value("safe"))));
        } catch (IllegalArgumentException e) { // also of what is no number
            throw new FormatException(file.path() + ": its state is " + Printable.name(e.getMessage())
                    + ", expected the numbers of a checkpoint");
        }
    }

    private String value(String name) throws FormatException {
        String value = file.metadata().get(STATE + name);
        if (value == null) {
            throw new FormatException(file.path() + ": no " + STATE + name + ", expected a checkpoint's");
        }
        return value;
    }

    /** Copies all that a training has, what callbacks keep and what the model knows of its data; nothing of it unless there is everything. */
    void copyTo(Resumable training, Callback... callbacks) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        forEachTensor(training, callbacks, tensors::put);
        for (Map.Entry<String, Tensor> each : tensors.entrySet()) {
            requireFit(each.getKey(), each.getValue());
        }
        ModelFile.recall(file, training.model());
        for (Map.Entry<String, Tensor> each : tensors.entrySet()) {
            file.copy(file.entry(each.getKey()), each.getValue());
        }
    }

    private void requireFit(String name, Tensor tensor) throws FormatException {
        TensorEntry entry = file.entry(name);
        List<Long> expected =
                Arrays.stream(shape(name, tensor)).mapToObj(size -> (long) size).toList();
        if (!entry.dtype().equals("F32") || !entry.shape().equals(expected)) {
            throw new FormatException(file.path() + ": tensor " + entry + ", expected F32 of " + expected);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

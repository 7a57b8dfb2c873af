package dev.thrice.lab.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.engine.execution.MemoryPlan;
import dev.thrice.lab.command.UserError;
import dev.thrice.lab.learn.AlgorithmOptions;
import dev.thrice.lab.output.Destination;
import dev.thrice.lab.output.Reason;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What happens in a training, a line of JSON each, written as it happens. */
final class TrainingLog implements AutoCloseable {
    /** What was asked for; what the algorithm or the optimizer does not take is left out. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Run(
            String data,
            int samples,
            String network,
            @JsonUnwrapped AlgorithmOptions.Asked algorithm,
            String optimizer,
            float learningRate,
            Float momentum,
            int epochs,
            int batch,
            String executor,
            int workers,
            String provider,
            long seed,
            MemoryPlan bytes) {}

    /** What an epoch came to; losses are means over samples. */
    record Epoch(
            int epoch,
            double loss,
            double validationLoss,
            double validationAccuracy,
            double seconds,
            double samplesPerSecond) {}

    /** What it all came to. */
    record Test(double testLoss, double testAccuracy, double trainingSeconds) {}

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path file;
    private final Writer writer;

    private TrainingLog(Path file, Writer writer) {
        this.file = file;
        this.writer = writer;
    }

    /**
     * Starts a log.
     *
     * @param file its path, or null for none
     * @throws UserError if it cannot be written
     */
    static TrainingLog open(Path file) {
        return open(file, Destination::open);
    }

    /**
     * Goes on with a log, of a training that is resumed: what has been written stays.
     *
     * @param file its path, or null for none
     * @throws UserError if it cannot be written
     */
    static TrainingLog goOn(Path file) {
        return open(file, Destination::openAtEnd);
    }

    /** How a destination is opened. */
    private interface Opening {
        OutputStream open(Destination destination) throws IOException;
    }

    private static TrainingLog open(Path file, Opening opening) {
        if (file == null) {
            return new TrainingLog(null, Writer.nullWriter());
        }
        Destination destination = Destination.of(file);
        try {
            return new TrainingLog(
                    file,
                    new BufferedWriter(new OutputStreamWriter(opening.open(destination), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /**
     * Adds a line.
     *
     * @throws UserError if it cannot be written
     */
    void write(Object line) {
        try {
            writer.write(MAPPER.writeValueAsString(line) + "\n");
            writer.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line that is not JSON", e);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static UserError cannotWrite(Path file, IOException e) {
        return new UserError("cannot write " + file + ": " + Reason.of(e));
    }
}

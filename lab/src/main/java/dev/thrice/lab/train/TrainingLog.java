package dev.thrice.lab.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrice.command.UserError;
import dev.thrice.command.output.CsvLine;
import dev.thrice.command.output.Destination;
import dev.thrice.command.output.Reason;
import dev.thrice.engine.execution.MemoryPlan;
import dev.thrice.lab.learn.AlgorithmOptions;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What happens in a training, as lines of JSON and as a table, written as it happens. */
final class TrainingLog implements AutoCloseable {
    /** What was asked for; what the algorithm or the optimizer does not take is left out. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Run(
            String data,
            int samples,
            int heldOut,
            String normalization,
            String augmentation,
            String network,
            @JsonUnwrapped AlgorithmOptions.Asked algorithm,
            String optimizer,
            float learningRate,
            Float momentum,
            Float clip,
            String initializationAndSchedule,
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

    private static final String COLUMNS =
            "epoch,loss,validation_loss,validation_accuracy,seconds,samples_per_second,data\n";

    private final Output lines;
    private final Output table;
    private final boolean headed; // whether the table's header is still to be written
    private String data = "";

    /** A file that is written as it comes, or none. */
    private record Output(Path file, Writer writer) {
        static Output open(Path file, Opening opening) {
            if (file == null) {
                return new Output(null, Writer.nullWriter());
            }
            Destination destination = Destination.of(file);
            try {
                return new Output(
                        file,
                        new BufferedWriter(new OutputStreamWriter(opening.open(destination), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw cannotWrite(file, e);
            }
        }

        void write(String text) {
            try {
                writer.write(text);
                writer.flush();
            } catch (IOException e) {
                throw cannotWrite(file, e);
            }
        }

        void close() {
            try {
                writer.close();
            } catch (IOException e) {
                throw cannotWrite(file, e);
            }
        }
    }

    /** How a destination is opened. */
    private interface Opening {
        OutputStream open(Destination destination) throws IOException;
    }

    private TrainingLog(Output lines, Output table, boolean headed) {
        this.lines = lines;
        this.table = table;
        this.headed = headed;
    }

    /**
     * Starts a log.
     *
     * @param lines path of a file with a line of JSON for the run, each epoch and the test, or null for none
     * @param table path of a CSV file with a line an epoch, or null for none
     * @throws UserError if one cannot be written
     */
    static TrainingLog open(Path lines, Path table) {
        Output first = Output.open(lines, Destination::open);
        return new TrainingLog(first, Output.open(table, Destination::open), true);
    }

    /**
     * Goes on with a log, of a training that is resumed: what has been written stays.
     *
     * @param lines as {@link #open} takes it
     * @param table likewise
     * @throws UserError if one cannot be written
     */
    static TrainingLog goOn(Path lines, Path table) {
        boolean begun = table != null && Files.isRegularFile(table);
        Output first = Output.open(lines, Destination::openAtEnd);
        return new TrainingLog(first, Output.open(table, Destination::openAtEnd), !begun);
    }

    /**
     * Adds what was asked for.
     *
     * @throws UserError if it cannot be written
     */
    void write(Run run) {
        data = run.data;
        add(run);
        if (headed) {
            table.write(COLUMNS);
        }
    }

    /**
     * Adds what an epoch came to.
     *
     * @throws UserError if it cannot be written
     */
    void write(Epoch epoch) {
        add(epoch);
        table.write(CsvLine.of(List.of(
                epoch.epoch,
                epoch.loss,
                epoch.validationLoss,
                epoch.validationAccuracy,
                epoch.seconds,
                epoch.samplesPerSecond,
                data)));
    }

    /**
     * Adds what it all came to.
     *
     * @throws UserError if it cannot be written
     */
    void write(Test test) {
        add(test);
    }

    private void add(Object line) {
        try {
            lines.write(MAPPER.writeValueAsString(line) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line that is not JSON", e);
        }
    }

    @Override
    public void close() {
        try {
            lines.close();
        } finally {
            table.close();
        }
    }

    private static UserError cannotWrite(Path file, IOException e) {
        return new UserError("cannot write " + file + ": " + Reason.of(e));
    }
}

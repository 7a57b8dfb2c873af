package dev.thrice.lab.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thrice.command.UserError;
import dev.thrice.command.output.JsonFile;
import dev.thrice.lab.results.TimedTask.Task;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Results in a JSON file. */
public final class ResultsFile {
    private static final String INVALID = "INVALID";
    private static final String ANSWER = "answer";
    private static final String VERDICTS = "verdicts";

    private ResultsFile() {}

    /**
     * Writes results, whole or not at all.
     *
     * @param file its path
     * @param results what to write
     * @throws UserError if it cannot be written
     */
    public static void write(Path file, Results results) {
        write(file, results, "", List.of(), List.of());
    }

    /**
     * Writes results and, before them, what is said of them: for whoever wants no more. {@link #read} leaves that out, since it follows from
     * the results.
     *
     * @param file its path
     * @param results what to write
     * @param invalid why they may not be trusted; "" if they may be
     * @param answer in sentences
     * @param verdicts a record each
     * @throws UserError if it cannot be written
     */
    public static void write(
            Path file, Results results, String invalid, List<String> answer, List<? extends Record> verdicts) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        if (!invalid.isEmpty()) {
            document.put(INVALID, invalid);
        }
        if (!verdicts.isEmpty()) {
            document.set(ANSWER, JsonFile.node(answer));
            document.set(VERDICTS, JsonFile.node(verdicts));
        }
        document.setAll((ObjectNode) JsonFile.node(results));
        JsonFile.write(file, document);
    }

    /**
     * Reads what {@link #write} wrote, by hand or by this version of the program.
     *
     * @param file its path
     * @return the results
     * @throws UserError if it cannot be read, is not JSON or only the beginning of it, is no result of {@code thrice
     *     validate} or one of another version, or does not fit together
     */
    public static Results read(Path file) {
        JsonNode document = JsonFile.tree(file);
        if (!Results.FORMAT.equals(document.path("format").asText())) {
            throw new UserError(
                    file + ": not a result of thrice validate, which has \"format\" : \"" + Results.FORMAT + "\"");
        }
        if (document.path("version").asInt() != Results.VERSION) {
            throw new UserError(file + ": version " + document.path("version") + " of the results' layout, expected "
                    + Results.VERSION + "; read it with the version of thrice that wrote it, "
                    + document.path("thrice").asText("unknown"));
        }
        ((ObjectNode) document).remove(List.of(INVALID, ANSWER, VERDICTS));
        Results results = JsonFile.value(file, document, Results.class);
        require(!results.networks().isEmpty(), file, "no network, expected at least one");
        Set<String> names = new HashSet<>();
        for (NetworkResults network : results.networks()) {
            require(names.add(network.name()), file, "network " + network.name() + " is there twice");
            check(file, network);
        }
        return results;
    }

    /** Every fork has every contender's samples, as many of each, and times are times. */
    private static void check(Path file, NetworkResults network) {
        String where = "network " + network.name();
        require(!network.functions().isEmpty(), file, where + " has no functions");
        require(!network.forks().isEmpty(), file, where + " has no forks");
        require(!network.contenders(Task.FORWARD).isEmpty(), file, where + ": the forward pass was not timed");
        require(
                network.contenders(Task.BACKPROPAGATION).stream().anyMatch(contender -> !contender.parameters()),
                file,
                where + ": backpropagation of errors alone was not timed");
        List<Integer> timed = network.contenders(Task.FUNCTION_FORWARD).stream()
                .map(TimedTask::function)
                .toList();
        require(
                timed.equals(IntStream.range(0, network.chainLength()).boxed().toList()),
                file,
                where + ": functions timed are " + timed + ", expected all " + network.chainLength() + " in order");
        require(
                network.arrivals().stream()
                        .allMatch(arrivals -> arrivals.norms().size() == network.chainLength() - 1
                                && arrivals.norms().stream().noneMatch(List::isEmpty)),
                file,
                where + ": arrivals, expected at nodes 1 to " + (network.chainLength() - 1));
        for (Fork fork : network.forks()) {
            String here = where + ", fork " + fork.number();
            int rounds = -1;
            for (TimedTask contender : network.contenders()) {
                List<Double> samples = fork.nanos().get(contender.name());
                require(samples != null && !samples.isEmpty(), file, here + ": no samples of " + contender.name());
                require(
                        rounds < 0 || samples.size() == rounds,
                        file,
                        here + ": " + samples.size() + " samples of " + contender.name() + ", expected " + rounds
                                + " as of the others");
                rounds = samples.size();
                require(
                        samples.stream().allMatch(nanos -> nanos > 0 && nanos < Double.POSITIVE_INFINITY),
                        file,
                        here + ": a sample of " + contender.name() + " is not a time above 0");
            }
        }
    }

    private static void require(boolean condition, Path file, String problem) {
        if (!condition) {
            throw new UserError(file + ": " + problem);
        }
    }
}

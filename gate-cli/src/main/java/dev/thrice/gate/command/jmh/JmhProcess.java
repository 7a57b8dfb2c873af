package dev.thrice.gate.command.jmh;

import dev.thrice.command.UserError;
import dev.thrice.command.fork.LastWords;
import dev.thrice.command.fork.StepWatch;
import dev.thrice.command.output.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JVM that runs JMH, and starts the one that measures. */
final class JmhProcess implements AutoCloseable {
    /** Before what a benchmark threw, and before what a JVM said that ended. */
    private static final String FAILURE = "<failure>";

    private static final Pattern FORK_ENDED = Pattern.compile("<forked VM failed with exit code (-?\\d+)>");

    private static final Pattern EXCEPTION_ALONE = Pattern.compile("(\\w+[.])+[\\w$]+");

    private final String what;
    private final Process process;

    /**
     * Starts it.
     *
     * @param what it measures, for messages
     * @param command to be run
     * @throws UserError if it cannot be started
     */
    JmhProcess(String what, List<String> command) {
        this.what = what;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UserError(what + " cannot be started: " + Reason.of(e));
        }
    }

    /**
     * Waits until it is through.
     *
     * @param patience how long it may say nothing, which it does at each iteration's end
     * @throws UserError if it fails, or says nothing for longer: then it has been ended
     */
    void await(Duration patience) {
        LastWords words = new LastWords();
        List<String> failure = new ArrayList<>();
        List<String> said = new ArrayList<>();
        int code = 0;
        try (StepWatch watch = new StepWatch(patience, this::close);
                BufferedReader output =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), Charset.defaultCharset()))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                watch.step();
                words.hear(line);
                Matcher ended = FORK_ENDED.matcher(line);
                code = ended.matches() ? Integer.parseInt(ended.group(1)) : code;
                boolean failed = line.equals(FAILURE) || !failure.isEmpty();
                (failed ? failure : said).add(line);
            }
            int own = process.waitFor();
            if (watch.expired()) {
                throw new UserError(what + " hung: " + watch + ", and it was ended");
            }
            if (own != 0) {
                List<String> errors = failure.isEmpty() ? said : failure.subList(1, failure.size());
                boolean mute = errors.stream()
                        .filter(line -> !line.isBlank())
                        .findFirst()
                        .filter(line -> EXCEPTION_ALONE.matcher(line).matches())
                        .isPresent();
                throw new UserError(what + " failed: "
                        + (mute ? "an exception without a message" : words.reason(code == 0 ? own : code, errors)));
            }
        } catch (IOException e) {
            throw new UserError(what + ": " + Reason.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError(what + " was interrupted");
        }
    }

    /** Ends it and the JVM that it started. */
    @Override
    public void close() {
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).forEach(ProcessHandle::destroyForcibly);
    }
}

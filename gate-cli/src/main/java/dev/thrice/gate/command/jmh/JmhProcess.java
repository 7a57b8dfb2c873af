package dev.thrice.gate.command.jmh;

import dev.thrice.command.UserError;
import dev.thrice.command.fork.StepWatch;
import dev.thrice.command.output.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A JVM that runs JMH, and starts the one that measures. */
final class JmhProcess implements AutoCloseable {
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
     * @param patience how long an iteration may take
     * @throws UserError if it fails, or an iteration takes longer: then it has been ended
     */
    void await(Duration patience) {
        JmhWords words = new JmhWords();
        try (StepWatch watch = new StepWatch(patience, this::close);
                BufferedReader output =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), Charset.defaultCharset()))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (JmhWords.isStep(line)) {
                    watch.step();
                }
                words.hear(line);
            }
            int own = process.waitFor();
            if (watch.expired()) {
                throw new UserError(what + " hung: " + watch + ", and it was ended");
            }
            if (own != 0) {
                throw new UserError(what + " failed: " + words.reason(own));
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

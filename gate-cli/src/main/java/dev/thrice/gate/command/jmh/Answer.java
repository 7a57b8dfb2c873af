package dev.thrice.gate.command.jmh;

import dev.thrice.command.UserError;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;

/**
 * What a program says that is asked something and soon through.
 *
 * @param code it ended with
 * @param said its output and its errors
 */
record Answer(int code, String said) {
    /**
     * Asks.
     *
     * @param command program and arguments
     * @return what it says
     * @throws IOException if it cannot be started
     * @throws UserError if the gate is interrupted
     */
    static Answer to(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
        try {
            return new Answer(process.waitFor(), said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("the gate was interrupted");
        }
    }
}

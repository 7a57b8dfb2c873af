package dev.thrice.lab.validate;

import dev.thrice.command.ProgramFiles;
import dev.thrice.command.UserError;
import dev.thrice.command.output.Reason;
import dev.thrice.lab.results.Results;
import dev.thrice.lab.results.ResultsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Judging what was measured, which took long and is not to be lost, whatever goes wrong. */
final class Judging {
    private Judging() {}

    /**
     * Judges; keeps the results where that fails.
     *
     * @param results what was measured
     * @param json where they are kept; null for a file of their own
     * @param judge what judges
     * @return what it made of them
     */
    static <J> J judged(Results results, Path json, Function<Results, J> judge) {
        try {
            return judge.apply(results);
        } catch (RuntimeException | Error e) {
            Path kept = json == null ? inTemporaryFile() : json;
            ResultsFile.write(kept, results);
            System.err.println("thrice: it could not be judged; what was measured is in " + kept
                    + ", and thrice validate --from judges it anew");
            if (e instanceof LinkageError && ProgramFiles.own().replaced()) {
                throw new UserError(ProgramFiles.REPLACED);
            }
            throw e;
        }
    }

    private static Path inTemporaryFile() {
        try {
            return Files.createTempFile("thrice-validate", ".json");
        } catch (IOException e) {
            throw new UserError("what was measured cannot be kept: " + Reason.of(e));
        }
    }
}

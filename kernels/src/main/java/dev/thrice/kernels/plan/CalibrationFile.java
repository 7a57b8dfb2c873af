package dev.thrice.kernels.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was measured, a line each, product and provider. Any number of JVMs may append to it at a time, as a line is written by one call. Where
 * something else is in it, it is told once, and the next line is written with what was sound in place of it all; what another JVM appended
 * meanwhile is measured once more then.
 */
final class CalibrationFile {
    private static final System.Logger LOG = System.getLogger(CalibrationFile.class.getName());
    private static final long LARGEST = 1 << 20;
    private static final char END = '\n';

    private final Path file;
    private final Pattern line;
    private final Map<String, String> found = new LinkedHashMap<>();
    private boolean sound;
    private boolean writable = true;

    /**
     * A file, which need not be there.
     *
     * @param file its path
     * @param names of the providers that may be in it
     */
    CalibrationFile(Path file, Iterable<String> names) {
        this.file = file;
        line = Pattern.compile("([!-~]+(?: [!-~]+)*)\t(" + alternatives(names) + ")");
        try {
            sound = read();
            if (!sound) {
                tell("is measured anew", "it is no file, or not just lines of product, tab and provider");
            }
        } catch (IOException e) {
            tell("cannot be read", reason(e));
        }
    }

    /** The name of the provider that was found fastest for each product. */
    Map<String, String> found() {
        return Map.copyOf(found);
    }

    /** Adds a line. Where that fails, it is told, and no more is kept. */
    void add(String product, String provider) {
        found.put(product, provider);
        if (!writable) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            if (sound) {
                String text = product + '\t' + provider + END;
                Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } else {
                replace();
                sound = true;
            }
        } catch (IOException e) {
            writable = false;
            tell("cannot be kept", reason(e));
        }
    }

    /** Whether all of it is as it was written. */
    private boolean read() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
            return false;
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        int whole = text.lastIndexOf(END) + 1; // behind it is what somebody was killed at
        boolean all = whole == text.length();
        for (String each : (Iterable<String>) text.substring(0, whole).lines()::iterator) {
            Matcher fields = line.matcher(each);
            if (fields.matches()) {
                found.put(fields.group(1), fields.group(2));
            } else {
                all = false;
            }
        }
        return all;
    }

    private void replace() throws IOException {
        StringBuilder text = new StringBuilder();
        found.forEach((product, provider) ->
                text.append(product).append('\t').append(provider).append(END));
        Path temporary = Files.createTempFile(file.getParent(), "calibration", ".tmp");
        try {
            Files.writeString(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static String alternatives(Iterable<String> names) {
        StringBuilder pattern = new StringBuilder();
        names.forEach(name -> pattern.append(pattern.isEmpty() ? "" : "|").append(Pattern.quote(name)));
        return pattern.toString();
    }

    private void tell(String what, String why) {
        LOG.log(System.Logger.Level.WARNING, "kernels: calibration {0} {1}: {2}", file, what, why);
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (e instanceof FileAlreadyExistsException other) {
            return other.getFile() + " is no folder";
        }
        return e instanceof FileSystemException other && other.getReason() != null
                ? other.getReason()
                : String.valueOf(e.getMessage());
    }
}

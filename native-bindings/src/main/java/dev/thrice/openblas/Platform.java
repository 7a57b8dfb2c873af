package dev.thrice.openblas;

import java.util.Locale;

/** The platform this JVM runs on, named as the carried libraries are: {@code linux-x86_64}. */
final class Platform {
    private static final String OS = System.getProperty("os.name").toLowerCase(Locale.ROOT);

    /** The operating system and the architecture. */
    static final String NAME = os() + "-" + architecture();

    private Platform() {}

    static boolean isLinux() {
        return OS.startsWith("linux");
    }

    static boolean isWindows() {
        return OS.startsWith("windows");
    }

    private static String os() {
        if (isWindows()) {
            return "windows";
        }
        return OS.startsWith("mac") ? "macosx" : OS;
    }

    /** The architecture: {@code x86_64}, {@code arm64}, or what Java calls it. */
    static String architecture() {
        String name = System.getProperty("os.arch");
        return switch (name) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm64";
            default -> name;
        };
    }
}

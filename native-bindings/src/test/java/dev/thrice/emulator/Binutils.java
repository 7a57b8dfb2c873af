package dev.thrice.emulator;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An assembler and a disassembler that are not ours: GNU binutils, where PATH has them. */
final class Binutils {
    private static final List<String> TOOLS = List.of("as", "objcopy", "objdump");

    private Binutils() {}

    static boolean present() {
        return TOOLS.stream().allMatch(Binutils::onPath);
    }

    /** Skips the test that asks, and says so, where they are missing. */
    static void assume() {
        assume(present(), "no as, objcopy and objdump on PATH, so machine code is not tested; install binutils");
    }

    static void assume(boolean holds, String otherwise) {
        if (!holds) {
            System.err.println("SKIPPED: " + otherwise);
            assumeTrue(false, "SKIPPED: " + otherwise);
        }
    }

    /** The machine code of each program, in Intel syntax; a process or two for all of them. */
    static List<byte[]> assemble(List<String> programs) {
        StringBuilder source = new StringBuilder(".intel_syntax noprefix\n");
        for (int i = 0; i <= programs.size(); i++) {
            source.append(".long p").append(i).append("-p0\n");
        }
        for (int i = 0; i < programs.size(); i++) {
            source.append('p').append(i).append(":\n").append(programs.get(i)).append('\n');
        }
        source.append('p').append(programs.size()).append(":\n");
        return divided(assembled(source.toString()), programs.size());
    }

    private static byte[] assembled(String source) {
        return inFolder(folder -> {
            Path text = Files.writeString(folder.resolve("code.s"), source);
            Path object = folder.resolve("code.o");
            Path binary = folder.resolve("code.bin");
            run("as", "--64", "-o", object.toString(), text.toString());
            run("objcopy", "-O", "binary", "-j", ".text", object.toString(), binary.toString());
            return Files.readAllBytes(binary);
        });
    }

    /** The programs behind the table of where each begins. */
    private static List<byte[]> divided(byte[] binary, int programs) {
        ByteBuffer buffer = ByteBuffer.wrap(binary).order(ByteOrder.LITTLE_ENDIAN);
        int table = 4 * (programs + 1);
        List<byte[]> codes = new ArrayList<>();
        for (int i = 0; i < programs; i++) {
            codes.add(Arrays.copyOfRange(binary, table + buffer.getInt(4 * i), table + buffer.getInt(4 * i + 4)));
        }
        return codes;
    }

    /** What objdump prints of the instructions, a line for each: offset, bytes and text between tabs. */
    static List<String> disassemble(byte[] code) {
        String output = inFolder(folder -> {
            Path binary = Files.write(folder.resolve("code.bin"), code);

            return run(
                    "objdump",
                    "-D",
                    "-z",
                    "-b",
                    "binary",
                    "-m",
                    "i386:x86-64",
                    "-Mintel",
                    "--insn-width=16",
                    "" + binary);
        });
        return output.lines().filter(line -> line.indexOf('\t') > 0).toList();
    }

    private static String run(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalArgumentException(command[0] + ": " + output);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return output;
    }

    private static boolean onPath(String tool) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private static <T> T inFolder(Work<T> work) {
        try {
            Path folder = Files.createTempDirectory("thrice-binutils");
            try {
                return work.in(folder);
            } finally {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Work<T> {
        T in(Path folder) throws IOException;
    }
}

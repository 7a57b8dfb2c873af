package dev.thrice.kernels.machine;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The flags that decide whether the JVM makes vector instructions of the Vector API, and FMA instructions of {@link Math#fma}. Where it
 * does not, each operation on a vector is a call that allocates, and each FMA is computed with BigDecimal: some hundred times slower.
 */
public final class JvmFlags {
    private static final String[] NAMES = {
        "CompilationMode",
        "EnableVectorSupport",
        "Inline",
        "MaxVectorSize",
        "NeverActAsServerClassMachine",
        "TieredCompilation",
        "TieredStopAtLevel",
        "UseAVX",
        "UseCompiler",
        "UseFMA",
        "UseJVMCICompiler",
        "UseSSE"
    };

    private static final int NARROWEST_USEFUL_BYTES = 16;
    private static final int C2_LEVEL = 4;
    private static final int SSE_BEFORE_AVX = 4;
    private static final String WAY_BACK = "; start Java without it";

    private final Map<String, Flag> flags;
    private final String mode;

    /**
     * A flag's value.
     *
     * @param value as the JVM prints it
     * @param given whether somebody asked for it, and it is no default and nothing that the JVM found out
     */
    public record Flag(String value, boolean given) {}

    /**
     * Flags.
     *
     * @param flags by name, without those that the JVM does not have or keeps locked
     * @param mode system property {@code java.vm.info}: what the JVM says of how it runs code
     */
    public JvmFlags(Map<String, Flag> flags, String mode) {
        this.flags = Map.copyOf(flags);
        this.mode = mode;
    }

    /**
     * This JVM's.
     *
     * @return none of them in a JVM that is not HotSpot, or is made without the module that tells
     */
    public static JvmFlags current() {
        return Holder.CURRENT;
    }

    /**
     * The level of AVX that the JVM uses.
     *
     * @return 0 to 3; empty where it does not tell
     */
    public OptionalInt avx() {
        Flag flag = flags.get("UseAVX");
        return flag == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(flag.value));
    }

    /**
     * Why the JVM makes no vector instructions, or none of an FMA.
     *
     * @return one line with the flag at fault, where it is one; empty if it makes them
     */
    public Optional<String> againstVectors() {
        return againstC2()
                .or(() -> off("Inline")
                        .map(flag -> flag + " keeps C2 from making vector instructions of the Vector API" + WAY_BACK))
                .or(() -> off("EnableVectorSupport")
                        .map(flag -> flag + " keeps C2 from making vector instructions of the Vector API" + WAY_BACK))
                .or(this::againstWidth)
                .or(this::againstFma);
    }

    /**
     * Why the JVM makes no instruction of an FMA, compiled by C2 or not.
     *
     * @return one line with the flag at fault, where it is one; empty if it makes one
     */
    public Optional<String> againstFma() {
        if (off("UseFMA").isEmpty()) {
            return Optional.empty();
        }
        String leavesOut = " leaves out the processor's FMA instructions" + WAY_BACK;
        return Optional.of(given("UseFMA")
                .or(() -> given("UseAVX").filter(flag -> number("UseAVX", 1) == 0))
                .or(() -> given("UseSSE").filter(flag -> number("UseSSE", SSE_BEFORE_AVX) < SSE_BEFORE_AVX))
                .map(flag -> flag + leavesOut)
                .orElse("this processor has no FMA instructions, or this JVM does not use them"));
    }

    private Optional<String> againstC2() {
        if (mode.contains("interpreted mode")) {
            return withoutC2("-Xint");
        }
        if (value("UseJVMCICompiler").filter("true"::equals).isPresent()) {
            return Optional.of(
                    "-XX:+UseJVMCICompiler puts another compiler in the place of C2, whose vector instructions"
                            + " these kernels are written for; start Java with -XX:-UseJVMCICompiler");
        }
        int level = number("TieredStopAtLevel", C2_LEVEL);
        if (level == 0 || (level < C2_LEVEL && off("TieredCompilation").isEmpty())) {
            return withoutC2(told("TieredStopAtLevel"));
        }
        if (value("CompilationMode").filter("quick-only"::equals).isPresent()) {
            return withoutC2(told("CompilationMode"));
        }
        Optional<String> compiler = off("UseCompiler");
        if (compiler.isPresent()) {
            return withoutC2(compiler.get());
        }
        boolean compiles = mode.contains("mixed mode") || mode.contains("compiled mode");
        if (compiles && !mode.contains("emulated-client")) {
            return Optional.empty();
        }
        return given("NeverActAsServerClassMachine")
                .flatMap(JvmFlags::withoutC2)
                .or(() -> Optional.of("this JVM runs without C2, the compiler that makes vector instructions (" + mode
                        + "); expected HotSpot in mixed mode"));
    }

    private Optional<String> againstWidth() {
        return number("MaxVectorSize", NARROWEST_USEFUL_BYTES) >= NARROWEST_USEFUL_BYTES
                ? Optional.empty()
                : given("MaxVectorSize")
                        .map(flag -> flag + " leaves vectors shorter than the " + NARROWEST_USEFUL_BYTES * Byte.SIZE
                                + " bits that are worth having" + WAY_BACK);
    }

    private static Optional<String> withoutC2(String flag) {
        return Optional.of(flag + " leaves out C2, the compiler that makes vector instructions" + WAY_BACK);
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(flags.get(name)).map(Flag::value);
    }

    private int number(String name, int missing) {
        return value(name).map(Integer::parseInt).orElse(missing);
    }

    /** A flag as it is written, if it is one that is off. */
    private Optional<String> off(String name) {
        return value(name).filter("false"::equals).map(value -> told(name));
    }

    /** A flag as it is written, if somebody gave it. */
    private Optional<String> given(String name) {
        return Optional.ofNullable(flags.get(name)).filter(Flag::given).map(flag -> told(name));
    }

    private String told(String name) {
        return switch (flags.get(name).value()) {
            case "true" -> "-XX:+" + name;
            case "false" -> "-XX:-" + name;
            default -> "-XX:" + name + "=" + flags.get(name).value();
        };
    }

    private static JvmFlags ask() {
        Map<String, Flag> flags = new HashMap<>();
        try {
            HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            for (String name : NAMES) {
                ask(jvm, name).ifPresent(flag -> flags.put(name, flag));
            }
        } catch (IllegalArgumentException | LinkageError e) {
            // Not HotSpot, or jdk.management is not in a JDK that somebody cut down: what is left is java.vm.info.
        }
        return new JvmFlags(flags, System.getProperty("java.vm.info", ""));
    }

    private static Optional<Flag> ask(HotSpotDiagnosticMXBean jvm, String name) {
        try {
            VMOption option = jvm.getVMOption(name);
            boolean given = option.getOrigin() == VMOption.Origin.VM_CREATION
                    || option.getOrigin() == VMOption.Origin.ENVIRON_VAR
                    || option.getOrigin() == VMOption.Origin.CONFIG_FILE;
            return Optional.of(new Flag(option.getValue(), given));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // another processor's, or locked
        }
    }

    private static final class Holder {
        static final JvmFlags CURRENT = ask();
    }
}

package dev.thrice.gate.start;

/**
 * Where the gate's jar begins. It is compiled for Java 8, so that a Java that is too old for the gate says so by one line and the gate's own
 * exit code; by itself it would end with 1, which is the gate's FAIL.
 */
public final class Start {
    private static final int NEEDED = 21;
    private static final int NOT_COMPARED = 4;

    private Start() {}

    /**
     * Runs the gate.
     *
     * @param args its command line
     * @throws ReflectiveOperationException if it is not in the jar
     */
    public static void main(String[] args) throws ReflectiveOperationException {
        String version = System.getProperty("java.specification.version"); // 1.8, or 11
        if (isTooOld(version)) {
            System.err.println("thrice: this is Java " + version + ", in " + System.getProperty("java.home")
                    + ", expected " + NEEDED + " or later");
            System.exit(NOT_COMPARED);
        }
        Class.forName("dev.thrice.gate.command.StandAlone")
                .getMethod("main", String[].class)
                .invoke(null, (Object) args);
    }

    static boolean isTooOld(String version) {
        return Double.parseDouble(version) < NEEDED;
    }
}

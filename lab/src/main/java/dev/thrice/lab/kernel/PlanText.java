package dev.thrice.lab.kernel;

import dev.thrice.command.output.Table;
import dev.thrice.jit.JitPlan;
import dev.thrice.jit.JitPlan.Code;
import dev.thrice.jit.JitPlan.Line;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A plan for people in a terminal. */
final class PlanText {
    /** Bytes of constants in a line. */
    private static final int ROW = 16;

    private PlanText() {}

    static String of(String product, JitPlan plan, boolean listing) {
        StringBuilder text = new StringBuilder(product + " by jit, " + plan.instructionSet() + "\n\n");
        if (plan.calls().isEmpty()) {
            return text.append("a product without an element calls nothing\n").toString();
        }
        text.append(kernels(plan));
        for (int i = 0; listing && i < plan.kernels().size(); i++) {
            text.append(String.format(
                    Locale.ROOT,
                    "%nkernel %d %s%n%n",
                    i + 1,
                    task(plan.kernels().get(i))));
            list(plan.kernels().get(i), text);
        }
        return text.toString();
    }

    private static Table kernels(JitPlan plan) {
        Table table = new Table(
                "kernel",
                "work",
                "calls a run",
                "tiles",
                "vector registers",
                "other registers",
                "bytes of code",
                "of constants");
        for (int i = 0; i < plan.kernels().size(); i++) {
            Code kernel = plan.kernels().get(i);
            int constants = kernel.constants().length() / 2;
            table.row(
                    String.valueOf(i + 1),
                    task(kernel),
                    String.valueOf(Collections.frequency(plan.calls(), i)),
                    kernel.tiles().stream()
                            .map(tile -> tile.count() + " of " + tile.rows() + " x " + tile.columns())
                            .collect(Collectors.joining(", ")),
                    kernel.vectorRegisters() + " of " + plan.registers(),
                    String.join(" ", kernel.otherRegisters()),
                    String.valueOf(kernel.bytes().length - constants),
                    String.valueOf(constants));
        }
        return table;
    }

    private static String task(Code kernel) {
        List<Integer> sizes = kernel.m() == 0
                ? List.of(kernel.k(), kernel.n())
                : kernel.n() == 0 ? List.of(kernel.m(), kernel.k()) : List.of(kernel.m(), kernel.n(), kernel.k());
        return kernel.work() + " " + sizes.stream().map(String::valueOf).collect(Collectors.joining(" x "));
    }

    private static void list(Code kernel, StringBuilder text) {
        List<Integer> targets = List.copyOf(kernel.lines().stream()
                .map(Line::target)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new)));
        int width = kernel.lines().stream()
                .mapToInt(line -> line.bytes().length())
                .max()
                .orElseThrow();
        String form = "%04x  %-" + width + "s  %s%n";
        for (Line line : kernel.lines()) {
            if (targets.contains(line.offset())) {
                text.append(label(targets, line.offset())).append(":\n");
            }
            for (String remark : line.remarks()) {
                text.append(" ".repeat(width + 8)).append("; ").append(remark).append('\n');
            }
            text.append(String.format(Locale.ROOT, form, line.offset(), line.bytes(), instruction(line, targets)));
        }
        int begin = kernel.bytes().length - kernel.constants().length() / 2;
        for (int i = 0; i < kernel.constants().length(); i += 2 * ROW) {
            String bytes = kernel.constants()
                    .substring(i, Math.min(i + 2 * ROW, kernel.constants().length()));
            text.append(String.format(Locale.ROOT, "%04x  %s%n", begin + i / 2, bytes));
        }
    }

    private static String instruction(Line line, List<Integer> targets) {
        return line.target() == null ? line.text() : line.text().replaceFirst("\\d+$", label(targets, line.target()));
    }

    private static String label(List<Integer> targets, int offset) {
        return "L" + (targets.indexOf(offset) + 1);
    }
}

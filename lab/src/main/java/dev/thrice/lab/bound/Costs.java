package dev.thrice.lab.bound;

import dev.thrice.lab.results.NetworkResults;
import dev.thrice.lab.results.TimedTask;
import dev.thrice.lab.results.TimedTask.Task;
import dev.thrice.lab.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What functions and algorithms cost on one network, as tables of text for the terminal and the page alike. */
final class Costs {
    static final List<String> CONSTANTS = List.of("function", "forward", "input VJP", "parameter VJP");
    static final List<String> SIDE_BY_SIDE =
            List.of("algorithm", "us", "over backprop", "input VJPs", "useful", "predictions", "kB held");

    private Costs() {}

    /** Each function's VJPs over its forward pass, and those of the network; empty unless they were timed. */
    static List<List<String>> constants(NetworkResults network) {
        List<TimedTask> forward = network.contenders(Task.FUNCTION_FORWARD);
        List<TimedTask> inputs = network.contenders(Task.INPUT_VJP);
        List<TimedTask> parameters = network.contenders(Task.PARAMETER_VJP);
        if (inputs.isEmpty() || parameters.isEmpty()) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        for (TimedTask contender : forward) {
            int l = contender.function();
            Quantity unit = Quantity.of(contender);
            rows.add(List.of(
                    contender.name(),
                    "1",
                    of(l, inputs, unit, network).orElse("not needed"),
                    of(l, parameters, unit, network).orElse("none")));
        }
        Quantity unit = Quantity.sum(forward);
        rows.add(List.of(
                "all", "1", over(Quantity.sum(inputs), unit, network), over(Quantity.sum(parameters), unit, network)));
        return rows;
    }

    private static Optional<String> of(int function, List<TimedTask> vjps, Quantity unit, NetworkResults network) {
        return vjps.stream()
                .filter(vjp -> vjp.function() == function)
                .map(vjp -> over(Quantity.of(vjp), unit, network))
                .findFirst();
    }

    /** Errors alone of every algorithm whose work was counted. */
    static List<List<String>> sideBySide(NetworkResults network) {
        Quantity backprop = Quantity.of(network.contenders(Task.BACKPROPAGATION).getFirst());
        List<List<String>> rows = new ArrayList<>();
        for (TimedTask contender : network.contenders()) {
            if (contender.work() != null && !contender.parameters()) {
                Quantity time = Quantity.of(contender);
                rows.add(List.of(
                        contender.name(),
                        format("%.2f", time.times(1e-3).estimate(network).value()),
                        over(time, backprop, network),
                        String.valueOf(contender.work().inputVjps()),
                        String.valueOf(contender.work().usefulInputVjps()),
                        String.valueOf(contender.work().predictions()),
                        format("%.1f", contender.work().bytes() / 1e3)));
            }
        }
        return rows;
    }

    private static String over(Quantity time, Quantity unit, NetworkResults network) {
        Estimate ratio = Estimate.ofRatios(time.over(unit, network));
        return ratio.forks() < 2
                ? format("%.3f", ratio.value())
                : format("%.3f [%.3f, %.3f]", ratio.value(), ratio.low(), ratio.high());
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}

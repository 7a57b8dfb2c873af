package dev.thrice.lab.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.lab.schedule.AlgorithmGraphs.Meeting;
import dev.thrice.lab.schedule.Simulation.Measured;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against counts in closed form: L functions of 10 ns forward and 7 ns backward each. */
class AlgorithmGraphsTest {
    private static final double FORWARD = 10;
    private static final double VJP = 7;
    private static final double BARRIER = 2;

    private static AlgorithmGraphs even(int length, int shares) {
        return new AlgorithmGraphs(
                new NodeTimes(
                        Collections.nCopies(length, FORWARD), Collections.nCopies(length - 1, VJP), List.of(), BARRIER),
                shares);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 20})
    void workCountsTheVjps(int length) {
        int l = length;
        int steps = l - 1;
        AlgorithmGraphs graphs = even(l, 1);
        double forward = l * FORWARD;
        assertEquals(forward + (l - 1) * VJP, graphs.backpropagation().work());
        for (Meeting meeting : Meeting.values()) {
            assertEquals(
                    forward + (l - 1) * steps * VJP,
                    graphs.fixedPrediction(steps, meeting).work());
            assertEquals(
                    forward + l * (l - 1) / 2.0 * VJP,
                    graphs.wavefront(steps, meeting).work());
            assertEquals(
                    forward + (l - 1) * steps * (VJP + FORWARD),
                    graphs.variational(steps, meeting).work());
        }
    }

    /** Even nodes: every step costs one VJP however many processors there are, so none of them beats backprop's span. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 6, 20})
    void spansAreThoseOfOneChain(int length) {
        int steps = length - 1;
        AlgorithmGraphs graphs = even(length, 1);
        double backprop = graphs.backpropagation().span();
        assertEquals(length * FORWARD + steps * VJP, backprop);
        for (Meeting meeting : Meeting.values()) {
            assertEquals(backprop, graphs.fixedPrediction(steps, meeting).span());
            assertEquals(backprop, graphs.wavefront(steps, meeting).span());
            assertEquals(
                    backprop + steps * FORWARD,
                    graphs.variational(steps, meeting).span());
        }
        assertEquals(
                backprop + steps * BARRIER,
                graphs.fixedPrediction(steps, Meeting.BARRIER).burdenedSpan());
        assertEquals(
                OptionalInt.of(length - 1),
                Simulation.processorsToCatch(graphs.fixedPrediction(steps, Meeting.NEIGHBOURS), backprop));
        assertEquals(
                OptionalInt.empty(),
                Simulation.processorsToCatch(graphs.variational(steps, Meeting.NEIGHBOURS), backprop));
    }

    /** (3.28) - (3.32) with the steps that suffice: each step lasts as long as the slowest VJP, so the span is no less. */
    @Property(tries = 200)
    void inferenceNeverHasTheShorterSpan(
            @ForAll @Size(min = 2, max = 12) List<@DoubleRange(min = 0, max = 1000) Double> forward,
            @ForAll @IntRange(min = 1, max = 3) int shares) {
        List<Double> vjp = forward.subList(1, forward.size());
        AlgorithmGraphs graphs = new AlgorithmGraphs(new NodeTimes(forward, vjp, List.of(), 0), shares);
        int steps = forward.size() - 1;
        double backprop = graphs.backpropagation().span();
        double slowest = Collections.max(vjp) / shares;
        double sum = forward.stream().mapToDouble(Double::doubleValue).sum() / shares;
        for (Meeting meeting : Meeting.values()) {
            assertTrue(graphs.fixedPrediction(steps, meeting).span() >= backprop - 1e-9);
            assertTrue(graphs.wavefront(steps, meeting).span() >= backprop - 1e-9);
            assertTrue(graphs.wavefront(steps, meeting).work()
                    <= graphs.fixedPrediction(steps, meeting).work());
        }
        assertEquals(
                sum + steps * slowest,
                graphs.fixedPrediction(steps, Meeting.BARRIER).span(),
                1e-6);
    }

    @Test
    void rowsDivideEvenly() {
        TaskGraph rows = even(6, 4).backpropagation();
        double whole = 6 * FORWARD + 5 * VJP;
        assertEquals(whole, rows.work(), 1e-9);
        assertEquals(whole / 4, ListSchedule.makespan(rows, 4), 1e-9);
    }

    @Test
    void parametersComeAtTheEnd() {
        NodeTimes times = new NodeTimes(List.of(1.0, 2.0), List.of(3.0), List.of(100.0, 50.0), 0);
        TaskGraph graph = new AlgorithmGraphs(times, 1).backpropagation();
        assertEquals(156, graph.work());
        assertEquals(106, graph.span()); // forward 3, then e_1 3, then f_0's 100; f_1's 50 beside it
        assertEquals(106, ListSchedule.makespan(graph, 2));
        assertEquals(
                156,
                new AlgorithmGraphs(times, 1)
                        .fixedPrediction(1, Meeting.BARRIER)
                        .work());
    }

    @Test
    void aModelIsAcceptedWithinTenPercentOfBoth() {
        TaskGraph graph = new TaskGraph();
        graph.task(50);
        graph.task(50);
        assertTrue(new Simulation(graph, graph, new Measured(109, 46)).accepted());
        assertFalse(new Simulation(graph, graph, new Measured(112, 50)).accepted());
        assertFalse(new Simulation(graph, graph, new Measured(100, 45)).accepted());
        assertEquals(-.2, new Simulation(graph, graph, new Measured(125, 50)).error(1), 1e-12);
    }

    @Test
    void timesOfNoChainAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new NodeTimes(List.of(1.0), List.of(1.0), List.of(), 0));
        assertThrows(IllegalArgumentException.class, () -> even(2, 0));
    }
}

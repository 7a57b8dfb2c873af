package dev.thrice.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.thrice.engine.algorithm.Backpropagation;
import dev.thrice.engine.execution.Engine;
import dev.thrice.engine.execution.Network;
import dev.thrice.engine.execution.Sequential;
import dev.thrice.engine.execution.TrainingStep;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.Momentum;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.engine.optimizer.Schedule;
import dev.thrice.engine.optimizer.Sgd;
import dev.thrice.engine.optimizer.WeightDecay;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ScheduleTest {
    private static final Schedule HALF = epoch -> .5;

    @Test
    void factorsAreThoseOfTheFormulas() {
        assertEquals(1, Schedule.CONSTANT.factor(1e9));
        Schedule steps = Schedule.steps(2, .5);
        assertEquals(
                List.of(1., 1., .5, .5, .25),
                IntStream.range(0, 5).mapToObj(steps::factor).toList());
        assertEquals(1, steps.factor(1.999));
        Schedule cosine = Schedule.cosine(4);
        assertEquals(1, cosine.factor(0));
        assertEquals((1 + Math.sqrt(.5)) / 2, cosine.factor(1), 1e-15);
        assertEquals(.5, cosine.factor(2), 1e-15);
        assertEquals(0, cosine.factor(4));
        assertEquals(0, cosine.factor(5));
        Schedule floored = Schedule.cosine(4, .2);
        assertEquals(.6, floored.factor(2), 1e-15);
        assertEquals(.2, floored.factor(9), 1e-15);
        Schedule warm = Schedule.cosine(4).afterWarmUp(2);
        assertEquals(0, warm.factor(0));
        assertEquals(.75, warm.factor(1.5));
        assertEquals(1, warm.factor(2));
        assertEquals(.5, warm.factor(4), 1e-15);
    }

    @Test
    void theySayWhatTheyAre() {
        assertEquals(
                "constant after 2.0 epochs of warm-up",
                Schedule.CONSTANT.afterWarmUp(2).toString());
        assertEquals("times 0.5 after each 2.0 epochs", Schedule.steps(2, .5).toString());
        assertEquals(
                "half a cosine over 4.0 epochs to 0.2 after 1.5 epochs of warm-up",
                Schedule.cosine(4, .2).afterWarmUp(1.5).toString());
    }

    @Test
    void refusesWhatIsNoSchedule() {
        refused("schedule: 0.0 epochs, expected a number above 0", () -> Schedule.cosine(0));
        refused("schedule: NaN epochs, expected a number above 0", () -> Schedule.steps(Double.NaN, .5));
        refused("schedule: -1.0 epochs, expected a number above 0", () -> Schedule.CONSTANT.afterWarmUp(-1));
        refused("schedule: factor 1.5, expected above 0 and at most 1", () -> Schedule.steps(1, 1.5));
        refused("schedule: floor 2.0, expected 0 to 1", () -> Schedule.cosine(1, 2));
    }

    /** A step at half the rate is one of an optimizer of half the rate, whatever it keeps. */
    @Test
    void aFactorIsOneOfTheRate() {
        sameSteps(new Sgd(.5f, HALF), new Sgd(.25f));
        sameSteps(new Momentum(.5f, .9f, HALF), new Momentum(.25f, .9f));
        sameSteps(new Adam(.5f, HALF), new Adam(.25f));
        sameSteps(new WeightDecay(new Adam(.5f, HALF), .1f), new WeightDecay(new Adam(.25f), .1f));
    }

    private static void sameSteps(Optimizer scheduled, Optimizer plain) {
        try (Network one = network();
                Network other = network()) {
            TrainingStep first = step(one, scheduled);
            TrainingStep second = step(other, plain);
            for (int i = 0; i < 5; i++) {
                assertEquals(second.run(), first.run(i));
            }
            Vectors.assertSameBits(other.parameters(), one.parameters());
        }
    }

    @Test
    void theRateIsThatOfTheEpoch() {
        try (Network one = network();
                Network other = network()) {
            TrainingStep scheduled = step(one, new Sgd(.5f, Schedule.cosine(3)));
            for (double epoch : new double[] {0, .5, 1, 2.75}) {
                scheduled.run(epoch);
                float rate = (float) (.5f * (1 + Math.cos(Math.PI * epoch / 3)) / 2);
                step(other, new Sgd(rate)).run();
            }
            Vectors.assertSameBits(other.parameters(), one.parameters());
            float[] before = one.parameters().weight(0).toArray();
            scheduled.run(3);
            assertArrayEquals(before, one.parameters().weight(0).toArray());
        }
    }

    @Test
    void whoHasAScheduleTellsTheTimeAndAFactorIsAPart() {
        try (Network network = network()) {
            IllegalStateException e = assertThrows(
                    IllegalStateException.class,
                    () -> step(network, new Sgd(.5f, HALF)).run());
            assertEquals(
                    "training step: the learning rates follow a schedule, expected to be told the epoch",
                    e.getMessage());
            float[] before = network.parameters().weight(0).toArray();
            for (double factor : new double[] {-.1, 1.1, Double.NaN}) {
                TrainingStep step = step(network, new Adam(.5f, epoch -> factor));
                refused(
                        "schedule: factor " + factor + " of the learning rate at epoch 2.5, expected 0 to 1",
                        () -> step.run(2.5));
            }
            assertArrayEquals(before, network.parameters().weight(0).toArray());
        }
    }

    /** With the moments and the counts of another, a step goes on as the other would have. */
    @Test
    void aStepGoesOnWhereAnotherWas() {
        try (Network one = network();
                Network other = network()) {
            TrainingStep first = step(one, new Adam(.1f));
            for (int i = 0; i < 3; i++) {
                first.run();
            }
            TrainingStep second = step(other, new Adam(.1f));
            other.parameters().copyFrom(one.parameters());
            for (int i = 0; i < 2; i++) {
                second.moments().get(i).copyFrom(first.moments().get(i));
            }
            second.restore(first.state());
            assertEquals(new TrainingStep.State(3, 3, true), second.state());
            for (int i = 0; i < 3; i++) {
                assertEquals(first.run(), second.run());
            }
            Vectors.assertSameBits(one.parameters(), other.parameters());
        }
        refused(
                "training step: -1 steps and 0 updates, expected at least 0 of each",
                () -> new TrainingStep.State(-1, 0, true));
    }

    private static Network network() {
        Network network = Networks.linear(8, 3, 5, 4);
        network.targets().fill(1f);
        return network;
    }

    private static TrainingStep step(Network network, Optimizer optimizer) {
        return new TrainingStep(new Engine(network, new Backpropagation(), new Sequential()), optimizer);
    }

    private static void refused(String message, Executable what) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, what).getMessage());
    }
}

package dev.thrice.learn;

import dev.thrice.engine.algorithm.LearningAlgorithm;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.execution.Executor;
import dev.thrice.engine.optimizer.Optimizer;
import dev.thrice.engine.optimizer.Schedule;
import dev.thrice.learn.data.Augmentation;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Scaling;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * What the bits of a training depend on beside its model and its data, for checkpoints: a training goes on from those of its own settings
 * alone.
 *
 * @param algorithm how errors are assigned
 * @param optimizer that follows the gradient
 * @param order of the nodes' steps
 * @param batch samples of a batch, at least 1
 * @param division how processes that each have a share of every batch add up gradients, such as "on 2 ranks by rank-order"; empty where
 *     there is one
 * @param seed of the order of examples
 * @param augmentation of the images that are learned from
 */
public record Settings(
        LearningAlgorithm algorithm,
        Optimizer optimizer,
        Class<? extends Executor> order,
        int batch,
        String division,
        long seed,
        Augmentation augmentation) {
    /** Times at which schedules are told apart. */
    private static final double[] EPOCHS = {0, .1, .5, 1, 1.5, 2, 3, 4.5, 5, 7, 10, 15, 20, 30, 50, 100, 200, 500, 1000
    };

    /**
     * Checks the batch.
     *
     * @throws IllegalArgumentException if there are no samples
     */
    public Settings {
        if (batch < 1) {
            throw new IllegalArgumentException("settings: batch of " + batch + ", expected at least 1");
        }
    }

    /** As texts that are the same in every JVM, each under a name for messages. */
    Map<String, String> texts(Model model, Dataset data) {
        Chain chain = model.chain();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("network", chain.toString());
        for (int l = 0; l < chain.length(); l++) {
            all.put("layer " + l, stable(chain.function(l)));
        }
        all.put("skips", chain.skips().toString());
        all.put("initialization", model.initialization().toString());
        all.put("loss", chain.loss().toString());
        all.put("algorithm", stable(algorithm));
        all.put(
                "learning rates",
                IntStream.range(0, chain.length())
                        .mapToObj(l -> String.valueOf(optimizer.learningRates().of(l, chain.length())))
                        .collect(Collectors.joining(" ")));
        all.put("learning rates' schedule", schedule(optimizer.learningRates().schedule()));
        all.put("optimizer", stable(optimizer));
        all.put("executor", order.getSimpleName());
        all.put("kernels", model.kernels().provider());
        all.put("batch", (batch + " " + division).strip());
        all.put("seed", String.valueOf(seed));
        all.put("augmentation", augmentation.toString());
        addData(all, data);
        all.put("scaling", model.askedScaling().map(Settings::stable).orElse("none"));
        return all;
    }

    /** What it is, if it says so as the library's own do; else what it comes to at some times. */
    private static String schedule(Schedule schedule) {
        String described = schedule.toString();
        return described.equals(stable(schedule)) && schedule instanceof Record
                ? described
                : DoubleStream.of(EPOCHS)
                        .mapToObj(epoch -> String.valueOf(schedule.factor(epoch)))
                        .collect(Collectors.joining(" "));
    }

    private static void addData(Map<String, String> all, Dataset data) {
        all.put("examples", String.valueOf(data.count()));
        all.put("features", String.valueOf(data.features()));
        all.put("classes", String.valueOf(data.classes()));
        all.put("values", String.valueOf(data.values()));
        all.put("data of CRC32C", "%08x".formatted(checksum(data)));
    }

    private static String stable(Scaling scaling) {
        ByteBuffer numbers = ByteBuffer.allocate(2 * Float.BYTES * scaling.features());
        for (float[] each : new float[][] {scaling.means(), scaling.deviations()}) {
            for (float number : each) {
                numbers.putFloat(number);
            }
        }
        CRC32C sum = new CRC32C();
        sum.update(numbers.flip());
        return "one of CRC32C %08x".formatted(sum.getValue());
    }

    private static long checksum(Dataset data) {
        CRC32C sum = new CRC32C();
        boolean labelled = data.classes() > 0;
        ByteBuffer example = ByteBuffer.allocate(Float.BYTES * (data.features() + (labelled ? 1 : data.values())));
        for (int i = 0; i < data.count(); i++) {
            example.clear();
            for (int j = 0; j < data.features(); j++) {
                example.putFloat(data.feature(i, j));
            }
            if (labelled) {
                example.putInt(data.label(i));
            }
            for (int j = 0; j < (labelled ? 0 : data.values()); j++) {
                example.putFloat(data.value(i, j));
            }
            sum.update(example.flip());
        }
        return sum.getValue();
    }

    /** Without what a JVM makes up: the names of lambdas' classes, and identities. */
    private static String stable(Object described) {
        return described.toString().replaceAll("\\$\\$Lambda[^,\\]\\s]*", "").replaceAll("@[0-9a-f]+", "");
    }
}

package dev.thrice.examples;

import dev.thrice.engine.algorithm.FixedPrediction;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.optimizer.Adam;
import dev.thrice.engine.optimizer.Schedule;
import dev.thrice.formats.csv.CsvFile;
import dev.thrice.learn.Model;
import dev.thrice.learn.Predictor;
import dev.thrice.learn.Trainer;
import dev.thrice.learn.data.Dataset;
import dev.thrice.learn.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * From a CSV file of one's own to a network that is trained, judged, saved, loaded and asked. Its arguments are the file and the name of
 * the column with the classes; without them flowers are made up.
 */
public final class OwnCsv {
    private OwnCsv() {}

    public static void main(String... args) throws IOException {
        Path folder = Files.createTempDirectory("own-csv");
        if (args.length != 0 && args.length != 2) {
            System.err.println(
                    "arguments: " + args.length + ", expected a CSV file and its column of classes, or none");
            System.exit(2);
        }
        boolean own = args.length == 2;
        Path table = own ? Path.of(args[0]) : Files.writeString(folder.resolve("irises.csv"), irises(100));
        String column = own ? args[1] : "species";
        Path file = folder.resolve("network.safetensors");

        Dataset all = Dataset.of(CsvFile.of(table).label(column).read()); // or of float[][] and int[], ...
        Split data = all.split(.8, 1).standardized();
        Chain chain = Chain.inputs(all.features())
                .dense(16, Activation.TANH)
                .dense(16, Activation.GELU)
                .classes(all.classes()); // .values(n) for a regression
        try (Model model = Model.of(chain, 1)) {
            Trainer trainer = model.trainer(new FixedPrediction(2, 1f), new Adam(1e-2f, Schedule.cosine(20)))
                    .batch(16)
                    .workers(2);
            trainer.fit(data.train(), 20, epoch -> System.out.println(epoch + ", " + model.evaluate(data.test())));
            model.save(file);
        }
        try (Model model = Model.load(file);
                Predictor predictor = model.predictor()) { // one a thread
            float[] first = new float[all.features()]; // numbers as they are, not scaled
            for (int j = 0; j < first.length; j++) {
                first[j] = all.feature(0, j);
            }
            int answer = predictor.classify(first);
            System.out.println(
                    Arrays.toString(first) + " is " + model.classNames().get(answer));
            System.out.println("All of them: " + model.evaluate(all));
        }
    }

    /** Flowers drawn at random, of about the means and deviations that Fisher's irises have. */
    private static String irises(int ofEach) {
        String[] species = {"setosa", "versicolor", "virginica"};
        double[][] means = {{5.0, 3.4, 1.5, .25}, {5.9, 2.8, 4.3, 1.3}, {6.6, 3.0, 5.6, 2.0}};
        double[][] deviations = {{.35, .38, .17, .1}, {.5, .3, .45, .2}, {.6, .3, .55, .27}};
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder csv = new StringBuilder("sepal length,sepal width,petal length,petal width,species\n");
        for (int i = 0; i < 3 * ofEach; i++) {
            int kind = i % 3;
            for (int j = 0; j < 4; j++) {
                csv.append((float) random.nextGaussian(means[kind][j], deviations[kind][j]))
                        .append(',');
            }
            csv.append(species[kind]).append('\n');
        }
        return csv.toString();
    }
}

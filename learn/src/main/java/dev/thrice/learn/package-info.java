/**
 * Models: a chain of functions with its parameters, trained on data of one's own, judged, saved, loaded and asked.
 *
 * {@snippet :
 * Split data = Dataset.of(x, labels).split(.8, 1).standardized();           // float[][] and int[]
 * Chain chain = Chain.inputs(data.train().features())
 *         .dense(64, Activation.TANH)
 *         .dense(64, Activation.GELU)
 *         .classes(data.train().classes());                            // .values(n) for a regression
 * try (Model model = Model.of(chain, 1)) {
 *     Trainer trainer = model.trainer(new FixedPrediction(2, 1f), new Adam(3e-3f, Schedule.cosine(15)))
 *             .batch(32)
 *             .workers(2);
 *     trainer.fit(data.train(), 15, epoch -> System.out.println(epoch + ", " + model.evaluate(data.test())));
 *     model.save(Path.of("net.safetensors"));
 * }
 * try (Model model = Model.load(Path.of("net.safetensors"));
 *         Predictor predictor = model.predictor()) {                        // one a thread
 *     int answer = predictor.classify(sample);                              // float[], numbers as they are
 * }
 * }
 *
 * <p>What is expert lies below and stays reachable: {@link dev.thrice.learn.Trainer#network}, {@link dev.thrice.learn.Trainer#engine},
 * {@link dev.thrice.learn.Trainer#step}, and by {@link dev.thrice.learn.Model#parameters} any number of networks of one's own.
 */
package dev.thrice.learn;

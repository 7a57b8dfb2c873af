package dev.thrice.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.thrice.lab.peers.Peer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** ONNX Runtime on one thread, as fast as it goes from Java: input and output are buffers that it keeps. Its sessions live as long as the JVM. */
public final class OnnxRuntime implements Peer {
    @Override
    public String name() {
        return "ONNX Runtime";
    }

    @Override
    public Optional<String> unavailable() {
        return Loading.of(OnnxRuntime::environment);
    }

    @Override
    public Optional<String> description() {
        return Optional.of(environment().getVersion());
    }

    private static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    }

    @Override
    public Optional<Prediction> prediction(List<Integer> widths, List<float[]> parameters, float[] sample) {
        try {
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            OrtSession session = environment().createSession(OnnxModel.perceptron(widths, parameters), options);
            return Optional.of(new Session(session, sample, widths.getLast()));
        } catch (OrtException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static FloatBuffer floats(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** A row that is the buffer. */
    private static OnnxTensor tensor(FloatBuffer buffer) throws OrtException {
        return OnnxTensor.createTensor(environment(), buffer, new long[] {1, buffer.capacity()});
    }

    private static final class Session implements Prediction {
        private final OrtSession session;
        private final float[] sample;
        private final FloatBuffer input;
        private final FloatBuffer output;
        private final Map<String, OnnxTensor> inputs;
        private final Map<String, OnnxTensor> outputs;
        private int answer;

        Session(OrtSession session, float[] sample, int classes) throws OrtException {
            this.session = session;
            this.sample = sample;
            input = floats(sample.length);
            output = floats(classes);
            inputs = Map.of(OnnxModel.INPUT, tensor(input));
            outputs = Map.of(OnnxModel.OUTPUT, tensor(output));
        }

        @Override
        public void run() {
            input.put(0, sample);
            try {
                session.run(inputs, outputs).close();
            } catch (OrtException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
            answer = Largest.of(output);
        }

        @Override
        public int answer() {
            return answer;
        }

        @Override
        public float[] result() {
            float[] values = new float[output.capacity()];
            output.get(0, values);
            return values;
        }
    }
}

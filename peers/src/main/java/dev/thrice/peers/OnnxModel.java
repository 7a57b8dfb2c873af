package dev.thrice.peers;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A multilayer perceptron in the format of ONNX: Gemm and Tanh by turns, a Gemm at the end. Of its messages just the fields that this takes, by their
 * numbers in onnx.proto.
 */
final class OnnxModel {
    static final String INPUT = "x";
    static final String OUTPUT = "y";

    /** Of 2020, the first with all that this takes as it is today. */
    private static final int OPERATORS = 13;

    private static final int FORMAT = 7;
    private static final int FLOAT = 1; // TensorProto.DataType
    private static final int INT = 2; // AttributeProto.AttributeType

    private OnnxModel() {}

    /** Writes the fields of a message. */
    @FunctionalInterface
    private interface Fields {
        void write(CodedOutputStream to) throws IOException;
    }

    /**
     * Of one sample.
     *
     * @param widths of the inputs, the hidden layers and the output
     * @param parameters of each layer the weights [outputs x inputs], row after row, then the biases
     * @return the file's bytes
     */
    static byte[] perceptron(List<Integer> widths, List<float[]> parameters) {
        int layers = widths.size() - 1;
        return message(model -> {
            model.writeInt64(1, FORMAT);
            model.writeByteArray(7, message(graph -> {
                for (int l = 0; l < layers; l++) {
                    String from = l == 0 ? INPUT : "h" + l;
                    String to = l == layers - 1 ? OUTPUT : "z" + l;
                    graph.writeByteArray(1, gemm(from, "w" + l, "b" + l, to));
                    if (l < layers - 1) {
                        graph.writeByteArray(1, node("Tanh", to, "h" + (l + 1)));
                    }
                }
                graph.writeString(2, "perceptron");
                for (int l = 0; l < layers; l++) {
                    int out = widths.get(l + 1);
                    graph.writeByteArray(5, tensor("w" + l, parameters.get(2 * l), out, widths.get(l)));
                    graph.writeByteArray(5, tensor("b" + l, parameters.get(2 * l + 1), out));
                }
                graph.writeByteArray(11, value(INPUT, widths.getFirst()));
                graph.writeByteArray(12, value(OUTPUT, widths.getLast()));
            }));
            model.writeByteArray(8, message(operators -> operators.writeInt64(2, OPERATORS)));
        });
    }

    /** Of weights as they are stored, transposed. */
    private static byte[] gemm(String input, String weights, String biases, String output) {
        return message(node -> {
            node.writeString(1, input);
            node.writeString(1, weights);
            node.writeString(1, biases);
            node.writeString(2, output);
            node.writeString(4, "Gemm");
            node.writeByteArray(5, message(attribute -> {
                attribute.writeString(1, "transB");
                attribute.writeInt64(3, 1);
                attribute.writeEnum(20, INT);
            }));
        });
    }

    private static byte[] node(String operator, String input, String output) {
        return message(node -> {
            node.writeString(1, input);
            node.writeString(2, output);
            node.writeString(4, operator);
        });
    }

    private static byte[] tensor(String name, float[] values, long... dimensions) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return message(tensor -> {
            for (long dimension : dimensions) {
                tensor.writeInt64(1, dimension);
            }
            tensor.writeInt32(2, FLOAT);
            tensor.writeString(8, name);
            tensor.writeByteArray(9, bytes.array());
        });
    }

    /** A row of so many floats. */
    private static byte[] value(String name, long width) {
        byte[] shape = message(dimensions -> {
            dimensions.writeByteArray(1, message(rows -> rows.writeInt64(1, 1)));
            dimensions.writeByteArray(1, message(columns -> columns.writeInt64(1, width)));
        });
        byte[] type = message(tensor -> {
            tensor.writeInt32(1, FLOAT);
            tensor.writeByteArray(2, shape);
        });
        return message(value -> {
            value.writeString(1, name);
            value.writeByteArray(2, message(types -> types.writeByteArray(1, type)));
        });
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream to = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(to);
            to.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory
        }
        return bytes.toByteArray();
    }
}

package dev.thrice.lab.train;

import dev.thrice.engine.images.ImageShape;
import dev.thrice.lab.data.Mnist;
import dev.thrice.lab.learn.DataShape;
import dev.thrice.learn.data.Dataset;
import dev.thrice.mpi.Mpi;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;

/**
 * The data as a rank has them.
 *
 * @param data with their features, or with one 0 each in their place
 * @param shape that they are of with their features
 */
record RankData(Mnist data, DataShape shape) {
    static RankData of(Mnist data) {
        return new RankData(data, DataShape.of(data.train()));
    }

    /** The same, if they are rank 0's. For all ranks to call. */
    RankData required(Mpi mpi) {
        mpi.requireEqual("data", data.source() + ", " + data.train() + " and " + data.test());
        return this;
    }

    /**
     * Rank 0's for all, without the features, which the first stage alone takes. For all ranks to call.
     *
     * @param data of rank 0, which has read them; of other ranks not asked for
     * @return on rank 0 the same
     */
    static RankData labelsOfFirst(Mpi mpi, RankData data) {
        try {
            if (mpi.rank() == 0) {
                mpi.broadcast(0, bytes(data));
                return data;
            }
            return read(mpi.broadcast(0, new byte[0]));
        } catch (IOException e) { // of bytes in memory
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(RankData of) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF(of.data.source());
        out.writeInt(of.shape.image().height());
        out.writeInt(of.shape.image().width());
        out.writeInt(of.shape.image().channels());
        writeLabels(out, of.data.train());
        writeLabels(out, of.data.test());
        return bytes.toByteArray();
    }

    private static void writeLabels(DataOutputStream out, Dataset of) throws IOException {
        out.writeInt(of.classes());
        out.writeInt(of.count());
        for (int i = 0; i < of.count(); i++) {
            out.writeInt(of.label(i));
        }
    }

    private static RankData read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        String source = in.readUTF();
        ImageShape image = new ImageShape(in.readInt(), in.readInt(), in.readInt());
        Dataset train = labels(in);
        Mnist data = new Mnist(train, labels(in), source, "read by rank 0");
        return new RankData(data, new DataShape(image, train.classes()));
    }

    private static Dataset labels(DataInputStream in) throws IOException {
        int classes = in.readInt();
        int[] labels = new int[in.readInt()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = in.readInt();
        }
        float[][] features = Collections.nCopies(labels.length, new float[1]).toArray(float[][]::new);
        return Dataset.of(features, labels, classes);
    }
}

package dev.thrice.learn.data;

import dev.thrice.kernels.Labels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.lifetime.SingleEntry;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/**
 * A data set's examples in minibatches, in an order that is shuffled anew for every epoch.
 *
 * <p>The order is a function of the seed, the epoch and the number of examples alone, so a run that is resumed at an
 * epoch sees what an uninterrupted one would have seen. A new object is at the start of epoch 0:
 *
 * {@snippet :
 * for (int epoch = 0; epoch < epochs; epoch++) {
 *     batches.startEpoch(epoch);
 *     while (batches.hasNext()) {
 *         int examples = batches.next(inputs, labels);
 *         // train on the first so many rows
 *     }
 * }
 * }
 *
 * <p>{@link #next} allocates nothing. One caller at a time: another thread that comes meanwhile gets an IllegalStateException.
 */
public final class Minibatches {
    /** What becomes of the examples that are left over when the batch size does not divide their number. */
    public enum LastBatch {
        /** They are left out of the epoch; being shuffled, they are others in the next. */
        DROP,
        /** They are a last batch, smaller than the others. */
        KEEP
    }

    /** Examples that are touched before they are copied: what fits any processor's second-level cache. */
    private static final int BLOCK = 64;

    private final SingleEntry entry = new SingleEntry("minibatches");
    private final Dataset data;
    private final int batchSize;
    private final int end;
    private final long orderSeed;
    private final int[] order;
    private final Augmenter augmenter; // null for none
    private int epoch;
    private int position;

    @SuppressWarnings("unused") // written, so that nobody leaves out the reads that it comes from
    private volatile int touched;

    /**
     * Starts at epoch 0.
     *
     * @param data the examples
     * @param batchSize examples in a batch, 1 to the number of examples
     * @param last what becomes of a last, partial batch
     * @param seed of the shuffling; the same seed gives the same batches
     * @throws IllegalArgumentException if the batch size is out of range
     */
    public Minibatches(Dataset data, int batchSize, LastBatch last, long seed) {
        this(data, batchSize, last, seed, Augmentation.NONE);
    }

    /**
     * Starts at epoch 0, with images that are augmented as they come.
     *
     * @param data the examples
     * @param batchSize examples in a batch, 1 to the number of examples
     * @param last what becomes of a last, partial batch
     * @param seed of the shuffling and of the augmentation; the same seed gives the same batches
     * @param augmentation what is done to each example in its batch; the data stay as they are
     * @throws IllegalArgumentException if the batch size is out of range, or the data do not {@linkplain Augmentation#requireFit fit}
     */
    public Minibatches(Dataset data, int batchSize, LastBatch last, long seed, Augmentation augmentation) {
        augmentation.requireFit(data);
        if (batchSize < 1 || batchSize > data.count()) {
            throw new IllegalArgumentException("minibatches: batch size " + batchSize + ", expected 1 to "
                    + data.count() + ", the number of examples");
        }
        this.data = data;
        this.batchSize = batchSize;
        this.end = last == LastBatch.KEEP ? data.count() : data.count() - data.count() % batchSize;
        SplittableRandom seeds = new SplittableRandom(seed); // so that seeds 1 and 2 do not share epochs
        this.orderSeed = seeds.nextLong();
        this.augmenter = augmentation.equals(Augmentation.NONE)
                ? null
                : new Augmenter(augmentation, data.image().orElseThrow(), seeds.nextLong());
        this.order = new int[data.count()];
        startEpoch(0);
    }

    /**
     * Shuffles, and goes back to the first batch.
     *
     * @param epoch number of the epoch, which settles the order
     * @throws IllegalStateException if another thread is at it
     */
    public void startEpoch(int epoch) {
        seek(epoch, 0);
    }

    /**
     * Goes to any place, as to the one that a training was interrupted at.
     *
     * @param newEpoch number of the epoch
     * @param batch how many of its batches are to be passed over, at most all
     * @throws IllegalArgumentException if an epoch has not so many
     * @throws IllegalStateException if another thread is at it
     */
    public void seek(int newEpoch, int batch) {
        if (newEpoch < 0 || batch < 0 || batch > batchesPerEpoch()) {
            throw new IllegalArgumentException("minibatches: batch " + batch + " of epoch " + newEpoch
                    + ", expected 0 to " + batchesPerEpoch() + " of an epoch from 0");
        }
        entry.enter();
        try {
            shuffle(newEpoch);
            position = (int) Math.min(end, (long) batch * batchSize);
        } finally {
            entry.leave();
        }
    }

    /**
     * The epoch.
     *
     * @return its number, from 0
     */
    public int epoch() {
        return epoch;
    }

    /**
     * The place in the epoch.
     *
     * @return how many of its batches have been had
     */
    public int batch() {
        return Math.ceilDiv(position, batchSize);
    }

    private void shuffle(int newEpoch) {
        Shuffle.fill(order, orderSeed + newEpoch);
        epoch = newEpoch;
        position = 0;
    }

    /**
     * Whether the epoch has another batch.
     *
     * @return true if {@link #next} will fill one
     */
    public boolean hasNext() {
        return position < end;
    }

    /**
     * Fills the first rows of a batch with the next examples; rows after them are left as they are.
     *
     * @param inputs [at least the batch x features], of images intensities in [0, 1]
     * @param labels of at least the batch's rows, and the data's classes
     * @return the rows that were filled: the batch size, or fewer in a last batch that is kept
     * @throws NoSuchElementException if the epoch is over
     * @throws IllegalArgumentException if the shapes do not fit; the batch is then still the next
     * @throws IllegalStateException if another thread is at it
     */
    public int next(Tensor inputs, Labels labels) {
        entry.enter();
        try {
            return fill(inputs, labels, null);
        } finally {
            entry.leave();
        }
    }

    /**
     * Fills the first rows of a batch with the next examples and their values, likewise.
     *
     * @param inputs [at least the batch x features]
     * @param targets [at least the batch x values]
     * @return the rows that were filled: the batch size, or fewer in a last batch that is kept
     * @throws NoSuchElementException if the epoch is over
     * @throws IllegalArgumentException if the shapes do not fit, or the data have classes; the batch is then still the next
     * @throws IllegalStateException if another thread is at it
     */
    public int next(Tensor inputs, Tensor targets) {
        entry.enter();
        try {
            return fill(inputs, null, targets);
        } finally {
            entry.leave();
        }
    }

    /** With labels or with targets; the others are null. */
    private int fill(Tensor inputs, Labels labels, Tensor targets) {
        if (!hasNext()) {
            throw new NoSuchElementException("minibatches: the epoch is over, start another");
        }
        int examples = Math.min(batchSize, end - position);
        int rows = labels == null ? targets.rows() : labels.size();
        if (inputs.rows() < examples || rows < examples) {
            throw new IllegalArgumentException("minibatches: inputs are " + inputs + " and "
                    + (labels == null ? "targets " : "labels ") + rows + ", expected at least " + examples + " rows");
        }
        int next;
        for (int row = 0; row < examples; row = next) {
            next = row + Math.min(BLOCK, examples - row);
            copy(row, next, inputs, labels, targets);
        }
        position += examples;
        return examples;
    }

    private void copy(int from, int to, Tensor inputs, Labels labels, Tensor targets) {
        int read = 0;
        for (int row = from; row < to; row++) {
            read += data.touch(order[position + row]);
        }
        touched = read;
        for (int row = from; row < to; row++) {
            if (labels == null) {
                data.copy(order[position + row], inputs, targets, row);
            } else {
                data.copy(order[position + row], inputs, labels, row);
            }
            if (augmenter != null) {
                augmenter.apply(inputs, row, epoch, position + row);
            }
        }
    }

    /**
     * The number of examples in a batch.
     *
     * @return at least 1; a last batch that is kept can have fewer
     */
    public int batchSize() {
        return batchSize;
    }

    /**
     * The number of batches in an epoch.
     *
     * @return at least 1
     */
    public int batchesPerEpoch() {
        return Math.ceilDiv(end, batchSize);
    }
}

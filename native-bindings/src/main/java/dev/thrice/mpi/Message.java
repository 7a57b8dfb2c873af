package dev.thrice.mpi;

import dev.thrice.kernels.Tensor;
import java.util.List;

/** A tensor that goes to another rank, or comes from there: its elements, whatever is between its rows. */
public final class Message {
    /** What a tag may be at most: {@value}. */
    public static final int MAXIMUM_TAG = 32_000; // every library has tags up to 32,767, of which a Sum takes some

    private final boolean received;
    private final List<Tensor> tensors;
    private final int rank;
    private final int tag;

    /** One that consists of tensors, in this order. */
    Message(boolean received, List<Tensor> tensors, int rank, int tag) {
        this.received = received;
        this.tensors = tensors;
        this.rank = rank;
        this.tag = tag;
    }

    /**
     * A message to a rank.
     *
     * @param tensor what is sent
     * @param rank who receives it, from 0 to the number of ranks less 1
     * @param tag tells it from other messages to that rank, 0 to {@value #MAXIMUM_TAG}
     * @return the message
     * @throws IllegalArgumentException if the tag is out of this range
     */
    public static Message send(Tensor tensor, int rank, int tag) {
        return send(List.of(tensor), rank, tag);
    }

    /**
     * A message to a rank that consists of several tensors, which a tensor of as many elements receives.
     *
     * @param tensors what is sent, one after the other
     * @param rank who receives it, from 0 to the number of ranks less 1
     * @param tag tells it from other messages to that rank, 0 to {@value #MAXIMUM_TAG}
     * @return the message
     * @throws IllegalArgumentException if the tag is out of this range
     */
    public static Message send(List<Tensor> tensors, int rank, int tag) {
        return new Message(false, List.copyOf(tensors), rank, tag).requireTag();
    }

    /**
     * A message from a rank.
     *
     * @param tensor what is overwritten by it, of as many elements as are sent
     * @param rank who sends it, from 0 to the number of ranks less 1
     * @param tag that it is sent with, 0 to {@value #MAXIMUM_TAG}
     * @return the message
     * @throws IllegalArgumentException if the tag is out of this range
     */
    public static Message receive(Tensor tensor, int rank, int tag) {
        return new Message(true, List.of(tensor), rank, tag).requireTag();
    }

    private Message requireTag() {
        if (tag < 0 || tag > MAXIMUM_TAG) {
            throw new IllegalArgumentException(this + ", expected a tag of 0 to " + MAXIMUM_TAG);
        }
        return this;
    }

    boolean isReceived() {
        return received;
    }

    List<Tensor> tensors() {
        return tensors;
    }

    int rank() {
        return rank;
    }

    int tag() {
        return tag;
    }

    /** The number of its elements. */
    long floats() {
        return tensors.stream().mapToLong(Parts::elements).sum();
    }

    @Override
    public String toString() {
        return (received ? "message from rank " : "message to rank ") + rank + " by tag " + tag;
    }
}

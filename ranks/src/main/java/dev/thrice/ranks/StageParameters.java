package dev.thrice.ranks;

import dev.thrice.engine.chain.Parameters;
import dev.thrice.engine.chain.Stage;
import dev.thrice.kernels.Tensor;
import dev.thrice.mpi.Exchange;
import dev.thrice.mpi.Message;
import dev.thrice.mpi.Mpi;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What stages on ranks keep of their layers, parameters or an optimizer's moments of them, brought together on rank 0, and taken apart
 * again. All ranks do the same with it, at the same place in the order of what they do together, while no messages of the stages are
 * under way.
 */
public final class StageParameters implements AutoCloseable {
    /** The first, from which they are numbered down, as neighbours number theirs from 0 up. */
    private static final int TAG = Message.MAXIMUM_TAG;

    private final Mpi mpi;
    private final List<Stage> stages;
    private final List<Tensor> own;
    private final List<Parameters> all; // none but on rank 0
    private Exchange gather; // null until it is first asked for, as is the next
    private Exchange scatter;

    /**
     * Of this rank.
     *
     * @param mpi that carries them
     * @param stages of all ranks, in their order
     * @param own of this rank's {@link Stage#chain()}, as many on every rank
     * @param all of the whole chain, as many, on rank 0; its own may be {@linkplain Stage#of of} these. Of other ranks they are not asked
     *     for
     * @throws IllegalArgumentException if they are another chain's, or on rank 0 not as many
     */
    public StageParameters(Mpi mpi, List<Stage> stages, List<Parameters> own, List<Parameters> all) {
        boolean first = mpi.rank() == 0;
        if (first && own.size() != all.size()) {
            throw new IllegalArgumentException("stage parameters: " + all.size() + " of the whole chain, expected "
                    + own.size() + ", as many as of a stage");
        }
        own.forEach(each -> each.requireOf(stages.get(mpi.rank()).chain()));
        this.mpi = mpi;
        this.stages = List.copyOf(stages);
        this.own = tensors(own);
        this.all = first ? List.copyOf(all) : List.of();
    }

    /** Sends rank 0 what each rank has of its stage. Nobody sends where each has all of the chain, and so the same. */
    public void gather() {
        if (!stages.getFirst().isPart()) {
            return;
        }
        if (gather == null) {
            gather = exchange(true);
        }
        gather.run();
        copy(own, of(0));
    }

    /** Sends each rank what rank 0 has of its stage. */
    public void scatter() {
        if (scatter == null) {
            scatter = exchange(false);
        }
        copy(of(0), own);
        scatter.run();
    }

    private Exchange exchange(boolean toFirst) {
        boolean received = toFirst == (mpi.rank() == 0);
        List<Message> messages = new ArrayList<>();
        if (mpi.rank() > 0) {
            add(messages, received, own, 0);
        } else {
            IntStream.range(1, stages.size()).forEach(rank -> add(messages, received, of(rank), rank));
        }
        return mpi.exchange(messages.toArray(Message[]::new));
    }

    private static void add(List<Message> messages, boolean received, List<Tensor> tensors, int rank) {
        for (int i = 0; i < tensors.size(); i++) {
            Tensor each = tensors.get(i);
            messages.add(received ? Message.receive(each, rank, TAG - i) : Message.send(each, rank, TAG - i));
        }
    }

    /** A rank's, in the order in which it has them. */
    private List<Tensor> of(int rank) {
        return tensors(all.stream().map(stages.get(rank)::of).toList());
    }

    private static List<Tensor> tensors(List<Parameters> each) {
        return each.stream()
                .flatMap(of -> IntStream.range(0, of.length()).mapToObj(of::of).flatMap(List::stream))
                .toList();
    }

    /** Of rank 0, which sends itself nothing. */
    private void copy(List<Tensor> from, List<Tensor> to) {
        for (int i = 0; mpi.rank() == 0 && i < to.size(); i++) {
            to.get(i).copyFrom(from.get(i));
        }
    }

    @Override
    public void close() {
        if (gather != null) {
            gather.close();
        }
        if (scatter != null) {
            scatter.close();
        }
    }
}

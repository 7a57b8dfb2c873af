package dev.thrice.mpi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.machine.NativeAccess;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * This process as one of the ranks that {@code mpirun} started; the only one, if nobody did. The library is the one that goes with who started
 * it. Whatever is called here is called by the thread that runs the program.
 *
 * <pre>{@code
 * Mpi.run(mpi -> {
 *     try (TensorArena arena = TensorArena.open()) {
 *         Tensor x = arena.tensor(64, 256);
 *         Tensor y = arena.tensor(64, 256);
 *         int next = (mpi.rank() + 1) % mpi.size();
 *         int previous = (mpi.rank() + mpi.size() - 1) % mpi.size();
 *         try (Exchange exchange = mpi.exchange(Message.send(x, next, 0), Message.receive(y, previous, 0))) {
 *             exchange.run();
 *         }
 *     }
 * });
 * }</pre>
 *
 * <p>A rank that waits for others longer than ten minutes, or as many seconds as the environment variable THRICE_MPI_TIMEOUT says, ends all
 * ranks with a line that names what it has waited for.
 *
 * <p>Needs {@code --enable-native-access=dev.thrice.openblas}, as OpenBLAS does.
 */
public final class Mpi {
    /** MPI can be started once in a process. */
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    static final int EXIT_CODE = 1;

    /** MPICH's mpirun does not read on once it is told to end the ranks: a line that it has not got by then is lost. */
    static final long LAST_WORDS_MILLIS = 200;

    private final MpiLibrary library;
    private final Thread thread = Thread.currentThread();
    private final Set<Planned> planned = new LinkedHashSet<>();
    private final int rank;
    private final int size;
    private final String version;
    private final Lengths lengths;
    private final Collectives collectives;
    private boolean ended;

    private Mpi(MpiLibrary library) {
        this.library = library;
        version = library.version();
        library.call(
                "MPI_Comm_set_errhandler", library.abi().world(), library.abi().errorsReturn());
        rank = library.ofWorld("MPI_Comm_rank");
        library.watchdog().start(rank);
        size = library.ofWorld("MPI_Comm_size");
        lengths = new Lengths(library, library.worldAgain(), size);
        collectives = new Collectives(library, size);
    }

    /** What each rank does. */
    @FunctionalInterface
    public interface Program {
        /**
         * Runs on each rank.
         *
         * @param mpi this rank; not for use afterwards
         * @throws Exception whose message, in one line, ends all ranks
         */
        void run(Mpi mpi) throws Exception;
    }

    /**
     * Starts MPI, runs a program, and ends MPI. A program that throws ends all ranks: one line on the standard error names the rank and says
     * what was wrong, the exit code is 1, and this does not return. So does MPI if the program ends and messages are still under way.
     *
     * @param program what each rank does; for the calling thread
     * @throws IllegalStateException if there is no MPI library for who started this process, it cannot be started, or was started in this
     *     process before; in one line
     */
    public static void run(Program program) {
        Launch launch = Launch.of(System::getenv);
        MpiLibrary library = started(launch);
        try {
            Mpi mpi = new Mpi(library);
            launch.requireSize(mpi.size, mpi.version, System::getenv);
            program.run(mpi);
            mpi.end();
        } catch (Throwable e) {
            abort(library, e);
        }
    }

    /**
     * How many ranks mpirun says that it has started, this process among them. No library is loaded for it.
     *
     * @return 1 if nobody says so
     */
    public static int ranksStarted() {
        return Launch.of(System::getenv).size(System::getenv);
    }

    private static MpiLibrary started(Launch launch) {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new IllegalStateException("MPI: " + System.getProperty("os.name") + ", expected Linux");
        }
        if (BEGUN.getAndSet(true)) {
            throw new IllegalStateException("MPI was started in this process before, expected one start");
        }
        try {
            SignalHandlers handlers = new SignalHandlers();
            handlers.keep();
            MpiLibrary library = MpiLibrary.load(launch);
            handlers.putBack();
            library.init();
            handlers.putBack();
            return library;
        } catch (IllegalCallerException e) {
            throw new IllegalStateException("MPI: " + NativeAccess.denied(Mpi.class.getModule()), e);
        }
    }

    /**
     * This rank.
     *
     * @return 0 to the number of ranks less 1
     */
    public int rank() {
        return rank;
    }

    /**
     * How many ranks there are.
     *
     * @return at least 1
     */
    public int size() {
        return size;
    }

    /**
     * The library and its version.
     *
     * @return such as "Open MPI v4.1.4" or "MPICH 4.0.2"
     */
    public String library() {
        return version;
    }

    /**
     * Plans messages that are exchanged together. Those between two ranks are told apart by their tags. What one rank sends, another has to
     * receive, or one of both waits for ever.
     *
     * @param messages of this rank, to others or itself
     * @return the exchange
     * @throws IllegalArgumentException if there is no such rank, a tensor that receives is read-only, or one is in a confined
     *     arena, which cannot be kept from being freed
     * @throws IllegalStateException if memory was freed, or another thread calls it
     */
    public Exchange exchange(Message... messages) {
        return new Exchange(this, lengths, List.of(messages));
    }

    /**
     * Plans a sum of tensors over ranks: an element is ((x0 + x1) + x2) + ... in float32, in the order of ranks. Its bits depend neither on
     * time nor on how many elements there are or where it stands among them, and are those of one process that adds up the same. All ranks
     * plan it at the same place in the order of what they do together.
     *
     * @param kernels that add
     * @param tensors which a run overwrites with their sums, of the same shapes on every rank; none overlaps another
     * @return the sum
     * @throws IllegalArgumentException if a tensor is read-only or in a confined arena
     * @throws IllegalStateException if this rank's tensors have other shapes than those of rank 0, memory was freed, or another thread calls it
     */
    public Sum sum(Kernels kernels, Tensor... tensors) {
        float[] ones = new float[size];
        Arrays.fill(ones, 1);
        return new OrderedSum(this, kernels, ones, List.of(tensors));
    }

    /**
     * Plans a weighted sum of tensors over ranks, ((w0 x0 + w1 x1) + w2 x2) + ..., as {@link #sum(Kernels, Tensor...)}.
     *
     * @param kernels that add
     * @param weights factor of each rank's values, the same on every rank
     * @param tensors which a run overwrites with their sums, of the same shapes on every rank; none overlaps another
     * @return the sum
     * @throws IllegalArgumentException if there is not a weight for each rank, or a tensor is read-only or in a confined arena
     * @throws IllegalStateException if this rank's tensors have other shapes than those of rank 0, memory was freed, or another thread calls it
     */
    public Sum sum(Kernels kernels, float[] weights, Tensor... tensors) {
        requireWeights("sum", weights);
        return new OrderedSum(this, kernels, weights.clone(), List.of(tensors));
    }

    /**
     * Plans a weighted sum by MPI_Allreduce, in an order of additions that is the library's. MPI does not promise that two runs, or two
     * ranks, get the same bits, though it advises so; with 3 ranks of Open MPI 4.1 an element's bits depend on how many are reduced at once.
     *
     * @param kernels that multiply
     * @param weights factor of each rank's values, the same on every rank
     * @param tensors as {@link #sum(Kernels, float[], Tensor...)} takes them
     * @return the sum
     * @throws IllegalArgumentException likewise, or if a tensor has 2^31 elements or more
     * @throws IllegalStateException likewise
     */
    public Sum allreduce(Kernels kernels, float[] weights, Tensor... tensors) {
        requireWeights("allreduce", weights);
        return new LibrarySum(this, kernels, weights, List.of(tensors));
    }

    private void requireWeights(String what, float[] weights) {
        if (weights.length != size) {
            throw new IllegalArgumentException(
                    what + ": " + weights.length + " weights, expected " + size + ", one a rank");
        }
    }

    /**
     * Waits for all ranks to come here.
     *
     * @throws IllegalStateException if another thread calls it
     */
    public void barrier() {
        require();
        library.call("MPI_Barrier", library.abi().world());
    }

    /**
     * Waits asleep for all ranks to come here, however long it takes, so that those still at work have the processors to themselves. Looks
     * every 10 ms.
     *
     * @throws IllegalStateException if another thread calls it, or this one is interrupted
     */
    public void sleepingBarrier() {
        require();
        collectives.sleepingBarrier();
    }

    /**
     * Bytes of one rank, for all.
     *
     * @param root whose bytes
     * @param bytes of that rank; those of others are not read
     * @return a copy of that rank's
     * @throws IllegalArgumentException if there is no such rank
     * @throws IllegalStateException if another thread calls it
     */
    public byte[] broadcast(int root, byte[] bytes) {
        require();
        requireRank("broadcast from rank " + root, root);
        return collectives.broadcast(root, rank == root, bytes);
    }

    /**
     * Bytes of each rank, for all.
     *
     * @param bytes of this rank, as many as it likes
     * @return those of each, in the order of ranks
     * @throws IllegalArgumentException if all together are 2 GB or more
     * @throws IllegalStateException if another thread calls it
     */
    public List<byte[]> allgather(byte[] bytes) {
        require();
        return collectives.allgather(bytes);
    }

    /**
     * That ranks agree, on their version or an option, say. All ranks call it.
     *
     * @param what the thing, for the message
     * @param value it has on this rank
     * @throws IllegalStateException if rank 0 has another value; who has rank 0's goes on
     */
    public void requireEqual(String what, String value) {
        String expected = new String(broadcast(0, value.getBytes(UTF_8)), UTF_8);
        if (!value.equals(expected)) {
            throw new IllegalStateException(what + ": " + value + ", expected " + expected + ", as rank 0 has");
        }
    }

    MpiLibrary bindings() {
        return library;
    }

    /** That a call may be made. */
    void require() {
        if (ended) {
            throw new IllegalStateException("MPI has ended with the program that it was started for");
        }
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException(
                    "MPI is called by thread " + Thread.currentThread().getName()
                            + ", expected the one that runs the program, " + thread.getName());
        }
    }

    void requireRank(String what, int other) {
        if (other < 0 || other >= size) {
            throw new IllegalArgumentException(what + ", expected a rank of 0 to " + (size - 1));
        }
    }

    void add(Planned any) {
        planned.add(any);
    }

    void remove(Planned any) {
        planned.remove(any);
    }

    private void end() {
        List.copyOf(planned).forEach(Planned::close);
        lengths.hearAll(rank, collectives.allgather(lengths.told()));
        library.call("MPI_Finalize");
        ended = true;
    }

    /** Ends all ranks. Does not return. */
    private static void abort(MpiLibrary library, Throwable e) {
        System.err.println("rank " + library.ofWorld("MPI_Comm_rank") + ": " + Reasons.of(e));
        try {
            Thread.sleep(LAST_WORDS_MILLIS);
            library.call("MPI_Abort", library.abi().world(), EXIT_CODE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt(); // the exit code ends all ranks as well
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}

package dev.thrice.mpi;

import java.util.List;

/**
 * Messages between this rank and others that are planned once and exchanged often: MPI's persistent requests. To exchange them allocates nothing.
 *
 * <p>From {@link #start} to {@link #await} nobody may write what is sent, nor use what is received; kernels on other tensors may run
 * meanwhile. The memory cannot be freed as long: closing its arena throws. Calls come from the thread that runs the program.
 */
public final class Exchange implements AutoCloseable {
    private final Lengths lengths;
    private final List<Lengths.Plan> plans;
    private final Requests requests;
    private boolean agreed;

    Exchange(Mpi mpi, Lengths lengths, List<Message> planned) {
        this.lengths = lengths;
        requests = new Requests(mpi, "exchange", planned);
        plans = planned.stream().map(lengths::plan).toList();
    }

    /**
     * Starts all messages and returns; the first time, once all that send to this rank have planned it, too.
     *
     * @throws IllegalStateException if they are under way already, the exchange is closed, memory was freed, or another thread calls it;
     *     nothing is started then
     * @throws MpiException if a message will have another number of elements than the tensor that receives it, or MPI refuses
     */
    public void start() {
        requests.requireIdle();
        if (!agreed) {
            agree();
        }
        requests.start();
    }

    /**
     * Waits until all messages are through.
     *
     * @throws IllegalStateException if they were not started, or another thread calls it
     * @throws MpiException if MPI fails
     */
    public void await() {
        requests.await();
    }

    /**
     * Exchanges all messages: {@link #start} and {@link #await}.
     *
     * @throws IllegalStateException as these do
     * @throws MpiException as these do
     */
    public void run() {
        start();
        await();
    }

    /**
     * Ends it. Closing twice is harmless; what is open when the program ends is closed then.
     *
     * @throws IllegalStateException if messages are under way, which has no effect
     */
    @Override
    public void close() {
        requests.close();
    }

    private void agree() {
        for (Lengths.Plan plan : plans) {
            if (plan.message().isReceived()) {
                lengths.require(plan);
            }
        }
        for (Lengths.Plan plan : plans) {
            if (!plan.message().isReceived()) {
                lengths.end(plan);
            }
        }
        agreed = true;
    }
}

package dev.thrice.mpi;

import dev.thrice.kernels.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Persistent requests: messages that are told to MPI once and started together, often. Neither start nor await allocates. */
final class Requests implements Planned {
    private enum State {
        IDLE,
        STARTED,
        /** Some message may still be on its way, so the memory is held from then on. */
        FAILED,
        CLOSED
    }

    private static final int MOST_SHOWN = 4;

    private final Mpi mpi;
    private final MpiLibrary library;
    private final String what;
    private final Message[] messages;
    private final Tensor[] tensors;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment requests;
    private final MemorySegment statuses;
    private State state = State.IDLE;

    /** Messages of what an error is to name. */
    Requests(Mpi mpi, String what, List<Message> planned) {
        this.mpi = mpi;
        this.what = what;
        mpi.require();
        library = mpi.bindings();
        planned.forEach(this::require);
        messages = planned.toArray(Message[]::new);
        tensors =
                planned.stream().flatMap(message -> message.tensors().stream()).toArray(Tensor[]::new);
        requests = arena.allocate(messages.length * library.abi().handleBytes(), Long.BYTES);
        statuses = arena.allocate(messages.length * library.abi().statusBytes(), Long.BYTES);
        hold();
        try {
            for (int i = 0; i < messages.length; i++) {
                init(messages[i], request(i));
            }
        } finally {
            release(tensors.length);
        }
        mpi.add(this);
    }

    /** That they may be started. */
    void requireIdle() {
        mpi.require();
        require(State.IDLE, "started");
    }

    void start() {
        requireIdle();
        hold();
        state = State.FAILED;
        library.check("MPI_Startall", PersistentCalls.startAll(messages.length, requests.address()));
        state = State.STARTED;
    }

    void await() {
        mpi.require();
        require(State.STARTED, "awaited");
        state = State.FAILED;
        library.watchdog().begin(this);
        int code = PersistentCalls.waitAll(messages.length, requests.address(), statuses.address());
        library.watchdog().end();
        if (code != 0) {
            throw failure(code);
        }
        state = State.IDLE;
        release(tensors.length);
    }

    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        mpi.require();
        require(State.IDLE, "closed");
        for (int i = 0; i < messages.length; i++) {
            library.call("MPI_Request_free", request(i));
        }
        state = State.CLOSED;
        mpi.remove(this);
    }

    private void init(Message message, MemorySegment request) {
        try (Layout layout = Layout.of(library, message.tensors())) {
            library.call(
                    message.isReceived() ? "MPI_Recv_init" : "MPI_Send_init",
                    layout.address(),
                    layout.count(),
                    layout.type(),
                    message.rank(),
                    message.tag(),
                    library.abi().world(),
                    request);
        }
    }

    private void require(Message message) {
        mpi.requireRank(what + ": " + message, message.rank());
        if (message.floats() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(what + ": " + message + " has " + message.floats()
                    + " floats, expected at most " + Integer.MAX_VALUE);
        }
        for (Tensor tensor : message.tensors()) {
            require(what + ": " + message, tensor, message.isReceived());
        }
    }

    /** That a tensor may be used, and be written. */
    static void require(String what, Tensor tensor, boolean written) {
        if (written && tensor.isReadOnly()) {
            throw new IllegalArgumentException(
                    what + ": tensor " + tensor + " is read-only, expected memory that may be written");
        }
        if (!tensor.segment().isAccessibleBy(OTHER_THREAD)) {
            throw new IllegalArgumentException(what + ": tensor " + tensor
                    + " is in a confined arena, expected a TensorArena, an automatic or the global arena");
        }
    }

    /** One that may not use a confined arena: its own thread could free it while a message is under way. */
    private static final Thread OTHER_THREAD = Thread.ofPlatform().unstarted(() -> {});

    private void require(State expected, String action) {
        if (state != expected) {
            throw new IllegalStateException(what + ": cannot be " + action + ", since "
                    + switch (state) {
                        case IDLE -> "it was not started";
                        case STARTED -> "it was started and not awaited yet";
                        case FAILED -> "it has failed";
                        case CLOSED -> "it is closed";
                    });
        }
    }

    /** All tensors, or none. */
    private void hold() {
        int held = 0;
        try {
            for (Tensor tensor : tensors) {
                tensor.hold();
                held++;
            }
        } catch (IllegalStateException e) {
            release(held);
            throw new IllegalStateException(what + ": " + e.getMessage(), e);
        }
    }

    private void release(int held) {
        for (int i = 0; i < held; i++) {
            tensors[i].release();
        }
    }

    /** The first message that failed, and why. */
    private MpiException failure(int code) {
        Abi abi = library.abi();
        if (library.errorClass(code) == abi.errorInStatus()) {
            for (int i = 0; i < messages.length; i++) {
                int error = abi.error(statuses, i);
                if (error != 0 && library.errorClass(error) != abi.pending()) {
                    return new MpiException(what + ": " + messages[i] + ", of " + messages[i].floats()
                            + " floats here: " + library.words(error));
                }
            }
        }
        return new MpiException(what + ": " + library.words(code));
    }

    /** Such as "exchange: message from rank 0 by tag 3", of many the first few. */
    @Override
    public String toString() {
        String rest = messages.length > MOST_SHOWN ? ", and " + (messages.length - MOST_SHOWN) + " more" : "";
        return Arrays.stream(messages)
                .limit(MOST_SHOWN)
                .map(Message::toString)
                .collect(Collectors.joining(", ", what + ": ", rest));
    }

    private MemorySegment request(int index) {
        long bytes = library.abi().handleBytes();
        return requests.asSlice(index * bytes, bytes);
    }
}

package dev.thrice.tests.mpi;

import com.sun.management.ThreadMXBean;
import dev.thrice.kernels.Kernels;
import dev.thrice.kernels.Tensor;
import dev.thrice.kernels.TensorArena;
import dev.thrice.mpi.Exchange;
import dev.thrice.mpi.Message;
import dev.thrice.mpi.Mpi;
import dev.thrice.mpi.Sum;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The program that {@link MpiTest} has mpirun start: a part of it by name, whose ranks print what they find. */
final class Ranks {
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private static final int RUNS = 20_000;

    private Ranks() {}

    public static void main(String[] args) {
        Mpi.run(mpi -> {
            switch (args[0]) {
                case "works" -> works(mpi);
                case "allocated" -> say(mpi, "allocated: " + allocated(mpi));
                case "mistakes" -> mistakes(mpi);
                case "throws" -> throwing(mpi, new IllegalStateException("no more room\nfor anything"));
                case "overflows" -> throwing(mpi, new StackOverflowError());
                case "lengths" -> lengths(mpi, Integer.parseInt(args[1]));
                case "shapes" -> shapes(mpi);
                case "abandons" -> abandons(mpi);
                case "unused" -> unused(mpi);
                case "waits" -> waits(mpi);
                case "sleeps" -> sleeps(mpi);
                case "dies" -> dies(mpi);
                default -> throw new IllegalArgumentException(args[0]);
            }
        });
        if (args[0].equals("works")) {
            refused(() -> Mpi.run(mpi -> {}));
        }
    }

    private static void works(Mpi mpi) throws Exception {
        say(mpi, mpi.library() + ", rank " + mpi.rank() + " of " + mpi.size());
        say(mpi, "null pointers: " + nullPointers());
        mpi.barrier();
        byte[] word = mpi.broadcast(mpi.size() - 1, bytes("from " + mpi.rank()));
        say(mpi, "broadcast: " + text(word));
        List<byte[]> all = mpi.allgather(bytes("x".repeat(mpi.rank())));
        say(mpi, "gathered: " + all.stream().map(Ranks::text).toList());
        mpi.requireEqual("version", "1");
        say(mpi, "ring: " + ring(mpi));
        say(mpi, "strided: " + strided(mpi));
        say(mpi, "sums: " + sums(mpi));
        say(mpi, "library adds: " + libraryAdds(mpi));
    }

    /** Of 1,000 calls of a method that is compiled, and whose null check is a fault. */
    private static int nullPointers() {
        int found = 0;
        for (int i = 0; i < 100_000; i++) {
            try {
                found += length(i % 100 == 99 && i >= 50_000 ? null : new int[0]);
            } catch (NullPointerException e) {
                found++;
            }
        }
        return found;
    }

    private static int length(int[] values) {
        return values.length;
    }

    /** Tensors pass every rank, in two messages a step, and come back. */
    private static boolean ring(Mpi mpi) {
        try (TensorArena arena = TensorArena.open()) {
            Tensor first = arena.tensor(3, 32).fill(mpi.rank());
            Tensor second = arena.tensor(1, 5).fill(mpi.rank() + 100);
            Tensor nextFirst = arena.tensor(3, 32);
            Tensor nextSecond = arena.tensor(1, 5);
            int to = (mpi.rank() + 1) % mpi.size();
            int from = (mpi.rank() + mpi.size() - 1) % mpi.size();
            boolean right = true;
            try (Exchange exchange = mpi.exchange(
                    Message.send(first, to, 0),
                    Message.send(second, to, Message.MAXIMUM_TAG),
                    Message.receive(nextSecond, from, Message.MAXIMUM_TAG),
                    Message.receive(nextFirst, from, 0))) {
                for (int step = 1; step <= mpi.size(); step++) {
                    exchange.start();
                    refused(arena::close);
                    exchange.await();
                    first.copyFrom(nextFirst);
                    second.copyFrom(nextSecond);
                    int origin = Math.floorMod(mpi.rank() - step, mpi.size());
                    right &= all(first, origin) && all(second, origin + 100);
                }
            }
            return right;
        }
    }

    /** Columns of a matrix, of which those beside them are not touched; nothing at all; memory of an automatic arena. */
    private static boolean strided(Mpi mpi) {
        try (TensorArena arena = TensorArena.open()) {
            Tensor matrix = arena.tensor(7, 20).fill(-1);
            Tensor middle = matrix.columns(4, 5).fill(mpi.rank());
            Tensor received =
                    Tensor.of(Arena.ofAuto().allocate(7 * 9 * 4, 64), 7, 9).fill(-1);
            int last = mpi.size() - 1;
            try (Exchange exchange = mpi.exchange(
                    Message.send(middle, last - mpi.rank(), 1),
                    Message.send(arena.tensor(4, 0), last - mpi.rank(), 2),
                    Message.receive(received.columns(3, 5), last - mpi.rank(), 1),
                    Message.receive(arena.tensor(0, 4), last - mpi.rank(), 2))) {
                exchange.run();
            }
            return all(received.columns(3, 5), last - mpi.rank())
                    && all(received.columns(0, 3), -1)
                    && all(received.columns(8, 1), -1)
                    && all(matrix.columns(0, 4), -1);
        }
    }

    /** Against additions in the order of ranks; every rank knows what the others have. */
    private static boolean sums(Mpi mpi) {
        boolean right = true;
        for (int[][] shapes : new int[][][] {{{1, 1}}, {{3, 5}, {0, 4}, {1, 7}, {6, 32}}, {{33, 100}, {1, 100}}}) {
            try (TensorArena arena = TensorArena.open()) {
                Tensor[] tensors = new Tensor[shapes.length];
                for (int i = 0; i < shapes.length; i++) {
                    tensors[i] = arena.tensor(shapes[i][0], shapes[i][1] + 3)
                            .fill(-1)
                            .columns(2, shapes[i][1]);
                }
                try (Sum sum = mpi.sum(Kernels.select("scalar"), tensors)) {
                    for (int run = 0; run < 3; run++) {
                        for (int i = 0; i < tensors.length; i++) {
                            tensors[i].copyFrom(values(tensors[i], mpi.rank(), run + i));
                        }
                        sum.run();
                        for (int i = 0; i < tensors.length; i++) {
                            float[] expected = values(tensors[i], 0, run + i);
                            for (int rank = 1; rank < mpi.size(); rank++) {
                                float[] term = values(tensors[i], rank, run + i);
                                for (int j = 0; j < expected.length; j++) {
                                    expected[j] += term[j];
                                }
                            }
                            right &= Arrays.equals(expected, tensors[i].toArray());
                        }
                    }
                }
            }
        }
        return right;
    }

    /** Against sums of integers, which are exact in any order; twice the first rank's terms. */
    private static boolean libraryAdds(Mpi mpi) {
        float[] weights = new float[mpi.size()];
        Arrays.fill(weights, 1);
        weights[0] = 2;
        boolean right = true;
        try (TensorArena arena = TensorArena.open()) {
            Tensor gaps = arena.tensor(6, 20).fill(-1);
            Tensor[] tensors = {gaps.columns(3, 9), arena.tensor(0, 4), arena.tensor(1, 7), arena.tensor(5, 32)};
            try (Sum sum = mpi.allreduce(Kernels.select("scalar"), weights, tensors)) {
                for (int run = 1; run <= 3; run++) {
                    for (int i = 0; i < tensors.length; i++) {
                        tensors[i].fill(run * (i + 1) * (mpi.rank() + 1));
                    }
                    sum.run();
                    int ranks = 1 + mpi.size() * (mpi.size() + 1) / 2;
                    for (int i = 0; i < tensors.length; i++) {
                        right &= tensors[i].rows() == 0 || all(tensors[i], run * (i + 1) * ranks);
                    }
                }
            }
            right &= all(gaps.columns(0, 3), -1) && all(gaps.columns(12, 8), -1);
        }
        return right;
    }

    /** Of magnitudes so different that each order of additions has other bits. */
    private static float[] values(Tensor shape, int rank, int seed) {
        Random random = new Random(1000L * seed + rank);
        float[] values = new float[shape.rows() * shape.columns()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.exp(3 * random.nextGaussian()));
        }
        return values;
    }

    /** Bytes in the run that allocated least, of many; what is compiled meanwhile allocates nothing on this thread. */
    private static long allocated(Mpi mpi) {
        try (TensorArena arena = TensorArena.open();
                Exchange exchange = mpi.exchange(
                        Message.send(arena.tensor(5, 6), (mpi.rank() + 1) % mpi.size(), 0),
                        Message.receive(arena.tensor(5, 6), (mpi.rank() + mpi.size() - 1) % mpi.size(), 0));
                Sum sum = mpi.sum(Kernels.select("scalar"), arena.tensor(5, 6));
                Sum librarys = mpi.allreduce(Kernels.select("scalar"), new float[mpi.size()], arena.tensor(5, 6))) {
            long least = Long.MAX_VALUE;
            for (int run = 0; run < RUNS && !agreed(mpi, run, least); run++) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                exchange.run();
                sum.run();
                librarys.run();
                least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
            }
            return least;
        }
    }

    /** Whether no rank allocates any more, which is asked now and then. */
    private static boolean agreed(Mpi mpi, int run, long least) {
        return run % 1000 == 999
                && mpi.allgather(bytes("" + least)).stream()
                        .allMatch(any -> text(any).equals("0"));
    }

    private static void mistakes(Mpi mpi) throws Exception {
        TensorArena closed = TensorArena.open();
        Tensor freed = closed.tensor(1, 4);
        Exchange planned = mpi.exchange(Message.send(freed, 0, 0), Message.receive(freed, 0, 0));
        closed.close();
        refused(planned::start);
        refused(() -> mpi.exchange(Message.send(freed, 0, 0)));
        refused(planned::await);
        planned.close();
        refused(planned::run);
        planned.close();
        try (TensorArena arena = TensorArena.open();
                Arena confined = Arena.ofConfined()) {
            Tensor tensor = arena.tensor(1, 4);
            refused(() -> mpi.exchange(Message.send(tensor, mpi.size(), 0)));
            refused(() -> mpi.exchange(Message.receive(tensor, -1, 0)));
            refused(() -> mpi.exchange(Message.send(tensor, 0, Message.MAXIMUM_TAG + 1)));
            refused(() -> mpi.exchange(Message.send(tensor, 0, -1)));
            refused(() -> mpi.broadcast(mpi.size(), new byte[0]));
            refused(() -> mpi.exchange(Message.send(Tensor.of(confined.allocate(16, 4), 1, 4), 0, 0)));
            Tensor readOnly = Tensor.of(Arena.global().allocate(16, 4).asReadOnly(), 1, 4);
            refused(() -> mpi.exchange(Message.receive(readOnly, 0, 0)));
            refused(() -> mpi.sum(Kernels.select("scalar"), readOnly));
            refused(() -> mpi.allreduce(Kernels.select("scalar"), new float[mpi.size()], readOnly));
            refused(() -> mpi.allreduce(Kernels.select("scalar"), new float[0], tensor));
            Sum ended = mpi.allreduce(Kernels.select("scalar"), new float[mpi.size()], tensor);
            ended.close();
            ended.close();
            refused(ended::run);
            Exchange exchange = mpi.exchange(Message.send(tensor, 0, 0), Message.receive(arena.tensor(1, 4), 0, 0));
            exchange.start();
            refused(exchange::start);
            refused(exchange::close);
            exchange.await();
            List<Runnable> elsewhere = List.of(exchange::start, mpi::barrier, exchange::close);
            for (Runnable call : elsewhere) {
                Thread thread = Thread.ofPlatform().name("another").start(() -> refused(call));
                thread.join();
            }
        }
    }

    private static void throwing(Mpi mpi, Throwable thrown) throws Exception {
        if (mpi.rank() < mpi.size() - 1) {
            mpi.barrier(); // which the last rank never comes to
            return;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (Exception) thrown;
    }

    /** Rank 0 sends so many floats, of which rank 1 expects four. */
    private static void lengths(Mpi mpi, int sent) {
        try (TensorArena arena = TensorArena.open()) {
            Message message = mpi.rank() == 0
                    ? Message.send(arena.tensor(1, sent), 1, 3)
                    : Message.receive(arena.tensor(1, 4), 0, 3);
            mpi.exchange(message).run();
            mpi.barrier();
        }
    }

    private static void shapes(Mpi mpi) {
        try (TensorArena arena = TensorArena.open()) {
            mpi.sum(Kernels.select("scalar"), arena.tensor(2, 3 + mpi.rank())).run();
        }
    }

    /** Of two messages of a route that are planned one is never started. */
    private static void unused(Mpi mpi) {
        try (TensorArena arena = TensorArena.open()) {
            Tensor tensor = arena.tensor(1, 4);
            Message message = mpi.rank() == 0 ? Message.send(tensor, 1, 5) : Message.receive(tensor, 0, 5);
            try (Exchange used = mpi.exchange(message)) {
                mpi.exchange(message);
                used.run();
            }
        }
    }

    private static void abandons(Mpi mpi) {
        Tensor tensor = Tensor.of(Arena.global().allocate(16, 4), 1, 4);
        Tensor other = Tensor.of(Arena.global().allocate(16, 4), 1, 4);
        mpi.exchange(Message.send(other, mpi.rank(), 0), Message.receive(tensor, mpi.rank(), 0))
                .start();
    }

    /** The last rank waits for a message that rank 0 plans and never sends. */
    private static void waits(Mpi mpi) throws Exception {
        try (TensorArena arena = TensorArena.open()) {
            if (mpi.rank() == 0) {
                mpi.exchange(Message.send(arena.tensor(1, 4), mpi.size() - 1, 3));
                Thread.sleep(Long.MAX_VALUE);
            }
            mpi.exchange(Message.receive(arena.tensor(1, 4), 0, 3)).run();
        }
    }

    /** Rank 0 comes late. */
    private static void sleeps(Mpi mpi) throws Exception {
        if (mpi.rank() == 0) {
            Thread.sleep(1500);
        }
        mpi.sleepingBarrier();
    }

    /** The last rank is killed while the others wait for it. */
    private static void dies(Mpi mpi) throws Exception {
        if (mpi.rank() == mpi.size() - 1) {
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start();
            Thread.sleep(Long.MAX_VALUE);
        }
        mpi.barrier();
    }

    private static void refused(Runnable call) {
        try {
            call.run();
            System.out.println("refused: not");
        } catch (IllegalArgumentException | IllegalStateException e) {
            if (e.getMessage().contains("kernel(s) are using it")) {
                return; // which is said of each step
            }
            System.out.println("refused: " + e.getMessage());
        }
    }

    private static boolean all(Tensor tensor, float value) {
        List<Float> found = new ArrayList<>();
        for (float element : tensor.toArray()) {
            found.add(element);
        }
        return !found.isEmpty() && found.stream().allMatch(element -> element == value);
    }

    /** In one piece, whatever other ranks print. */
    private static void say(Mpi mpi, String line) {
        System.out.println(mpi.rank() + ": " + line);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

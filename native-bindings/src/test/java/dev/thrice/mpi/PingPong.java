package dev.thrice.mpi;

import dev.thrice.kernels.TensorArena;
import java.util.Arrays;

/** What an exchange between two ranks takes, for {@code native-bindings/ping-pong.sh}, which has the same in C. */
final class PingPong {
    private static final int WARM_UP = 20_000;
    private static final int EXCHANGES = 2_000;
    private static final int ROUNDS = 51;

    private PingPong() {}

    public static void main(String[] args) {
        int floats = Integer.parseInt(args[0]) / Float.BYTES;
        Mpi.run(mpi -> {
            try (TensorArena arena = TensorArena.open();
                    Exchange exchange = mpi.exchange(
                            Message.send(arena.tensor(1, floats), 1 - mpi.rank(), 0),
                            Message.receive(arena.tensor(1, floats), 1 - mpi.rank(), 0))) {
                microseconds(exchange, WARM_UP);
                double[] rounds = new double[ROUNDS];
                for (int i = 0; i < ROUNDS; i++) {
                    mpi.barrier();
                    rounds[i] = microseconds(exchange, EXCHANGES);
                }
                Arrays.sort(rounds);
                if (mpi.rank() == 0) {
                    System.out.println(rounds[ROUNDS / 2]);
                }
            }
        });
    }

    /** Of one exchange. */
    private static double microseconds(Exchange exchange, int exchanges) {
        long start = System.nanoTime();
        for (int i = 0; i < exchanges; i++) {
            exchange.run();
        }
        return (System.nanoTime() - start) / 1e3 / exchanges;
    }
}

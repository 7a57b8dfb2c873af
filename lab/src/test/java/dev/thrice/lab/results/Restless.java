package dev.thrice.lab.results;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** Results as of a machine whose speed changed. */
public final class Restless {
    private Restless() {}

    /**
     * Slows all contenders of some forks, round by round.
     *
     * @param network of a steady machine
     * @param forks their numbers
     * @param factor that the times of a round are multiplied by
     * @return the network
     */
    public static NetworkResults slowed(NetworkResults network, List<Integer> forks, IntToDoubleFunction factor) {
        List<Fork> all = new ArrayList<>();
        for (Fork fork : network.forks()) {
            Map<String, List<Double>> nanos = new LinkedHashMap<>();
            fork.nanos().forEach((name, samples) -> {
                List<Double> slower = new ArrayList<>();
                for (int round = 0; round < samples.size(); round++) {
                    slower.add(samples.get(round) * (forks.contains(fork.number()) ? factor.applyAsDouble(round) : 1));
                }
                nanos.put(name, slower);
            });
            all.add(new Fork(fork.number(), fork.interference(), nanos));
        }
        return network.with(all);
    }

    /**
     * Of a machine that slowed down by 2 % a round in every fork: no speed is the usual one for long.
     *
     * @param results of a steady one
     * @return results that are INVALID
     */
    public static Results of(Results results) {
        List<Integer> forks =
                results.networks().getFirst().forks().stream().map(Fork::number).toList();
        return results.with(
                false,
                results.networks().stream()
                        .map(network -> slowed(network, forks, round -> 1 + .02 * round))
                        .toList());
    }
}

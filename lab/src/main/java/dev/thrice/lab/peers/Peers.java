package dev.thrice.lab.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The peers on the class path, of which nothing but the names has been asked.
 *
 * @param found those that are there
 * @param absent those that cannot even be made, each with its reason
 */
record Peers(List<Peer> found, Map<String, String> absent) {
    static Peers load() {
        List<Peer> found = new ArrayList<>();
        Map<String, String> absent = new LinkedHashMap<>();
        ServiceLoader.load(Peer.class, ClassLoader.getSystemClassLoader()).stream()
                .forEach(provider -> {
                    try {
                        found.add(provider.get());
                    } catch (ServiceConfigurationError | LinkageError e) {
                        absent.put(provider.type().getSimpleName(), "what it is made of is missing");
                    }
                });
        return new Peers(found, absent);
    }
}

package dev.thrice.lab.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The peers on the class path.
 *
 * @param available those that can be timed
 * @param absent the others, each with its reason, in a line
 */
record Peers(List<Peer> available, List<String> absent) {
    static Peers load() {
        List<Peer> available = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        for (Peer peer : ServiceLoader.load(Peer.class, ClassLoader.getSystemClassLoader())) {
            peer.unavailable()
                    .ifPresentOrElse(
                            reason -> absent.add(peer.name() + ": "
                                    + reason.lines().findFirst().orElse("no reason")),
                            () -> available.add(peer));
        }
        return new Peers(available, absent);
    }
}

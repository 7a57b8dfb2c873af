package dev.thrice.lab.peers;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The peers on the class path, of which nothing but the names has been asked.
 *
 * @param found those that are there
 * @param absent those that cannot even be made, each with its reason
 */
record Peers(List<Peer> found, List<PeersFork> absent) {
    /** Of a class that does not come to be, and so has no name of its own. */
    private static final String NAMELESS = "a library";

    static Peers load() {
        Peers peers = new Peers(new ArrayList<>(), new ArrayList<>());
        Iterator<ServiceLoader.Provider<Peer>> named =
                ServiceLoader.load(Peer.class, ClassLoader.getSystemClassLoader()).stream()
                        .iterator();
        boolean more = true;
        while (more) {
            more = peers.addNext(named);
        }
        return peers;
    }

    /** Whether there was one more: one that fails does not keep those after it from being found. */
    private boolean addNext(Iterator<ServiceLoader.Provider<Peer>> named) {
        try {
            if (!named.hasNext()) {
                return false;
            }
            add(named.next());
        } catch (ServiceConfigurationError e) { // no such class, no peer, no such syntax: it says which
            absent.add(PeersFork.without(
                    NAMELESS, Objects.toString(e.getMessage(), "").replace(Peer.class.getName() + ": ", "")));
        } catch (LinkageError e) {
            absent.add(PeersFork.without(NAMELESS, "what it is made of is missing, " + e.getMessage()));
        }
        return true;
    }

    private void add(ServiceLoader.Provider<Peer> provider) {
        try {
            found.add(provider.get());
        } catch (ServiceConfigurationError | LinkageError e) {
            absent.add(PeersFork.without(provider.type().getSimpleName(), "what it is made of is missing"));
        }
    }
}

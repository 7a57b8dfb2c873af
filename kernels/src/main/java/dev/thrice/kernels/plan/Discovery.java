package dev.thrice.kernels.plan;

import dev.thrice.kernels.spi.GemmProvider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The providers that are not of this module, wherever they can be seen from: Thrice's own class loader, its module layer, and the thread's
 * context class loader, which in an application server, a plugin or a pool may not see Thrice at all.
 */
final class Discovery {
    private static final System.Logger LOG = System.getLogger(Discovery.class.getName());

    private final Map<String, GemmProvider> byClass = new LinkedHashMap<>();
    private final Set<String> failures = new HashSet<>();

    private Discovery() {}

    /** One of each class, and one of each name. */
    static List<GemmProvider> providers() {
        Discovery discovery = new Discovery();
        Class<GemmProvider> service = GemmProvider.class;
        discovery.look(ServiceLoader.load(service, service.getClassLoader()));
        ModuleLayer layer = service.getModule().getLayer();
        if (layer != null) {
            discovery.look(ServiceLoader.load(layer, service));
        }
        discovery.look(ServiceLoader.load(service));
        Map<String, GemmProvider> byName = new LinkedHashMap<>();
        discovery.byClass.values().forEach(provider -> byName.putIfAbsent(provider.name(), provider));
        return new ArrayList<>(byName.values());
    }

    private void look(ServiceLoader<GemmProvider> loader) {
        try {
            loader.stream().forEach(this::make);
        } catch (ServiceConfigurationError e) {
            failed(e);
        }
    }

    private void make(ServiceLoader.Provider<GemmProvider> provider) {
        String type = provider.type().getName();
        try {
            if (!byClass.containsKey(type)) {
                byClass.put(type, provider.get());
            }
        } catch (ServiceConfigurationError e) {
            failed(e);
        }
    }

    private void failed(ServiceConfigurationError e) {
        if (failures.add(e.getMessage())) {
            LOG.log(System.Logger.Level.WARNING, "kernels: a provider could not be loaded: {0}", e.getMessage());
        }
    }
}

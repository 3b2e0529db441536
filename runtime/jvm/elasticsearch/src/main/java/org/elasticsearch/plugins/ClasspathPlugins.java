package org.elasticsearch.plugins;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.elasticsearch.Build;
import org.elasticsearch.action.admin.cluster.node.info.PluginsAndModules;
import org.elasticsearch.env.Environment;

/** Plug-ins by their classes, instead of by folders with a descriptor each. */
public class ClasspathPlugins extends PluginsService {
    /** Null while the constructor above runs, which asks for it already. */
    private final List<LoadedPlugin> loaded;

    public ClasspathPlugins(Environment environment, List<Class<? extends Plugin>> classes) {
        super(environment.settings(), environment.configDir(), new PluginsLoader(Set.of(), Set.of(), Map.of()));
        List<LoadedPlugin> found = new ArrayList<>();
        for (Class<? extends Plugin> type : classes) {
            Plugin plugin = loadPlugin(type, environment.settings(), environment.configDir());
            found.add(new LoadedPlugin(describe(type), plugin, type.getClassLoader()));
        }
        loadExtensions(found);
        loaded = List.copyOf(found);
    }

    @Override
    protected List<LoadedPlugin> plugins() {
        return loaded == null ? List.of() : loaded;
    }

    /** With one class loader for all, each provider is found once per plug-in: one of each class is kept. */
    @Override
    public <T> List<? extends T> loadServiceProviders(Class<T> service) {
        Map<Class<?>, T> byClass = new LinkedHashMap<>();
        for (T provider : super.loadServiceProviders(service)) {
            byClass.putIfAbsent(provider.getClass(), provider);
        }
        return List.copyOf(byClass.values());
    }

    @Override
    public PluginsAndModules info() {
        return new PluginsAndModules(
                List.of(), loaded.stream().map(LoadedPlugin::descriptor).toList());
    }

    private static PluginDescriptor describe(Class<? extends Plugin> type) {
        return new PluginDescriptor(
                type.getSimpleName(),
                "from the class path",
                "NA",
                Build.current().version(),
                Integer.toString(Runtime.version().feature()),
                type.getName(),
                null,
                List.of(),
                false,
                false,
                false,
                false);
    }
}

package org.elasticsearch.node;

import java.util.List;

import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.env.Environment;
import org.elasticsearch.plugins.ClasspathPlugins;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.PluginsLoader;
import org.elasticsearch.plugins.PluginsService;

/**
 * A node whose plug-ins lie on the class path, as no folder of modules comes with the jars.
 *
 * <p>In this package because the parts that a node is put together from are visible here alone.
 */
public class ClasspathNode extends Node {
    public ClasspathNode(Environment environment, List<Class<? extends Plugin>> plugins) {
        super(NodeConstruction.prepareConstruction(
                environment,
                null,
                new NodeServiceProvider() {
                    @Override
                    PluginsService newPluginService(Environment ignored, PluginsLoader loader) {
                        return new ClasspathPlugins(environment, plugins);
                    }
                },
                false));
    }

    /** Names the node in log lines of the distribution; ours carry a name already. */
    @Override
    protected void configureNodeAndClusterIdStateListener(ClusterService clusterService) {}
}

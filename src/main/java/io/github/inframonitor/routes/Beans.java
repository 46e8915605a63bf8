package io.github.inframonitor.routes;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.model.BeanFactoryDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.spi.Registry;

/** The beans that route files define: what each is made of, and how it outlives an edit. */
final class Beans {
    private Beans() {}

    /**
     * What each bean of a context is made of, with the values of its placeholders and the text of a
     * properties file that it is told of.
     *
     * @param texts of the files
     */
    static Map<String, String> of(CamelContext context, Map<Path, String> texts) {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        Map<String, String> beans = new TreeMap<>();
        for (BeanFactoryDefinition<?> bean : model.getCustomBeans()) {
            List<Object> parts =
                    Arrays.asList(
                            bean.getType(),
                            bean.getConstructors(),
                            bean.getProperties(),
                            bean.getInitMethod(),
                            bean.getDestroyMethod(),
                            bean.getFactoryBean(),
                            bean.getFactoryMethod(),
                            bean.getBuilderClass(),
                            bean.getBuilderMethod(),
                            bean.getScriptLanguage(),
                            bean.getScript());
            StringBuilder made =
                    new StringBuilder(context.resolvePropertyPlaceholders(parts.toString()));
            texts.forEach(
                    (file, text) -> {
                        String name = file.getFileName().toString();
                        if (name.endsWith(".properties") && made.indexOf("/" + name) >= 0) {
                            made.append(text);
                        }
                    });
            beans.put(bean.getName(), made.toString());
        }
        return beans;
    }

    /** The beans of these names as they live, with what they have counted and remember. */
    static Map<String, Object> alive(CamelContext context, Iterable<String> names) {
        Map<String, Object> alive = new HashMap<>();
        for (String name : names) {
            Object bean = context.getRegistry().lookupByName(name);
            if (bean != null) {
                alive.put(name, bean);
            }
        }
        return alive;
    }

    /** Puts them in the place of those that a file which is loaded again has made. */
    static void keep(CamelContext context, Map<String, Object> alive) {
        Registry registry = context.getRegistry();
        alive.forEach(
                (name, bean) -> {
                    if (registry.lookupByName(name) != bean) {
                        registry.unbind(name);
                        registry.bind(name, bean);
                    }
                });
    }
}

package io.github.inframonitor.settings;

import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;

/**
 * Which of several values a route gets for a {@code {{name}}}: that of {@link Settings}, which was
 * checked. Camel by itself would look at the environment first, which here stands below a {@code
 * -D}: what one part of the process was told, another would not know.
 */
public final class Precedence {
    private Precedence() {}

    /** Asks the environment and the system properties only for what is no setting. */
    public static void ofSettings(CamelContext context) {
        PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
        properties.setEnvironmentVariableMode(
                PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
        properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_FALLBACK);
    }
}

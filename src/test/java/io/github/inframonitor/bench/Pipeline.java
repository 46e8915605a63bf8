package io.github.inframonitor.bench;

import io.github.inframonitor.run.Run;
import io.github.inframonitor.settings.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;

/** The routes of production with the clients of production; nothing is fired by a clock. */
public final class Pipeline implements AutoCloseable {
    private final Main main = new Main();
    private final ProducerTemplate template;

    /**
     * @param aws where everything is asked of
     * @param spool {@code spool.dir}
     * @param more other settings
     */
    public Pipeline(URI aws, Path spool, Map<String, String> more) {
        System.setProperty("aws.endpointUrl", aws.toString());
        System.setProperty("aws.accessKeyId", "key");
        System.setProperty("aws.secretAccessKey", "secret");
        Properties given = new Properties();
        given.setProperty("resource.id", "web-7");
        given.setProperty("aws.region", "eu-west-1");
        given.setProperty("cold.bucket", "bench");
        given.setProperty("alerts.topic-arn", "arn:aws:sns:eu-west-1:123456789012:bench");
        given.setProperty("spool.dir", spool.toString());
        given.setProperty("http.enabled", "false");
        given.putAll(more);
        Settings settings = Settings.load(Path.of("routes"), "prod", given, Map.of());
        Map<String, Object> properties = new HashMap<>(settings.values());
        properties.put("routes.dir", "routes");
        properties.put("camel.main.routes-include-pattern", "file:routes/*.camel.yaml");
        properties.put(
                "camel.main.auto-startup-exclude-pattern",
                "schedule,catch-up,run-at-start,poll-logs,poll-spool,receive-logs,report,take-cell,watch-alarms");
        main.setDefaultPropertyPlaceholderLocation("false");
        main.setOverrideProperties(properties);
        main.start();
        template = main.getCamelContext().createProducerTemplate();
    }

    public CamelContext context() {
        return main.getCamelContext();
    }

    /** Sends a run through a route as the route {@code run} does. */
    public Object send(String route, Run run) {
        return template.send(
                        "direct:" + route,
                        exchange -> {
                            exchange.getMessage().setBody(run);
                            exchange.setVariable("run", run);
                            exchange.setProperty("run", run.id());
                        })
                .getMessage()
                .getBody();
    }

    @Override
    public void close() {
        main.stop();
    }
}

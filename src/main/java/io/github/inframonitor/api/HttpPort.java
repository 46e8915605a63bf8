package io.github.inframonitor.api;

import io.github.inframonitor.settings.SettingException;
import io.github.inframonitor.settings.Settings;
import io.vertx.core.http.HttpMethod;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The port of the page and its API, on Camel's own server. Reads are open on loopback; elsewhere
 * everything asks for {@code http.token}.
 *
 * @see <a href="https://camel.apache.org/components/next/others/platform-http-main.html">Platform
 *     HTTP Main</a>
 */
public final class HttpPort {
    /** Of a request's body; the largest that is of use is a question with its parameters. */
    private static final long MAX_BODY = 64 * 1024;

    static final String TOO_LARGE = "a body has at most " + MAX_BODY + " bytes";

    /** Before the routes of Camel. */
    private static final int FIRST = -100;

    /** After them. */
    private static final int LAST = 1_000;

    private static final String TLS = "camel.server.use-global-ssl-context-parameters";

    private HttpPort() {}

    /** What Camel is to be told. */
    public static Map<String, String> properties(Settings settings) {
        return Map.of(
                "http.enabled",
                "true",
                "camel.server.enabled",
                "true",
                "camel.server.host",
                settings.get("http.host"),
                "camel.server.port",
                settings.get("http.port"),
                "camel.server.max-body-size",
                String.valueOf(MAX_BODY),
                "camel.server.file-upload-enabled",
                "false");
    }

    /**
     * Checks that nobody else can read what is not meant for them.
     *
     * @throws SettingException if it listens beyond this machine and has no token
     */
    public static void check(Settings settings) {
        String host = settings.get("http.host");
        try {
            if (settings.get("http.token").isEmpty()
                    && !InetAddress.getByName(host).isLoopbackAddress()) {
                throw new SettingException(
                        "http.token",
                        "http.host=%s lets other machines ask, so there must be a token; set HTTP_TOKEN in the environment, or http.host=127.0.0.1"
                                .formatted(host));
            }
        } catch (UnknownHostException e) {
            throw new SettingException(
                    "http.host", host + " is not known; name an address of this machine");
        }
    }

    /** Where a person finds the page. */
    public static String address(Settings settings) {
        String host = settings.get("http.host");
        if (host.equals("0.0.0.0") || host.equals("::")) {
            host = "localhost";
        }
        return "%s://%s:%s/"
                .formatted(
                        isTls(settings) ? "https" : "http",
                        host.contains(":") ? "[" + host + "]" : host,
                        settings.get("http.port"));
    }

    /** Camel's setting, wherever it is given: of these alone the settings know the files. */
    private static boolean isTls(Settings settings) {
        return Stream.of(
                        settings.values().get(TLS),
                        System.getProperty(TLS),
                        System.getenv(TLS.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")))
                .anyMatch("true"::equals);
    }

    /** Adds to the server what is no route, when it is started and the routes are not. */
    public static void prepare(CamelContext context, Settings settings) throws Exception {
        // beside the management port, Camel's routes would take any other for 8080
        VertxPlatformHttpServerConfiguration port = new VertxPlatformHttpServerConfiguration();
        port.setBindPort(Integer.parseInt(settings.get("http.port")));
        context.getRegistry().bind("httpPort", port);
        context.addService(
                new ServiceSupport() {
                    @Override
                    protected void doStart() {
                        open(context, settings);
                    }
                });
    }

    private static void open(CamelContext context, Settings settings) {
        VertxPlatformHttpRouter router =
                VertxPlatformHttpRouter.lookup(
                        context,
                        VertxPlatformHttpRouter.getRouterNameFromPort(
                                Integer.parseInt(settings.get("http.port"))));
        router.route()
                .order(FIRST)
                .handler(new Guard(settings.get("http.token"), MAX_BODY))
                .failureHandler(Guard::fail);
        router.route(HttpMethod.GET, "/api/events")
                .order(FIRST + 1)
                .produces("text/event-stream")
                .handler(
                        request -> // an edit may replace the bean
                        context.getRegistry()
                                        .lookupByNameAndType("events", Events.class)
                                        .listen(request));
        router.route("/api/*").order(FIRST + 2).handler(Operations.of(settings.routes()));
        router.route().order(LAST).handler(new Pages());
    }
}

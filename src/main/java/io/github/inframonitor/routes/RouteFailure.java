package io.github.inframonitor.routes;

import io.github.inframonitor.settings.SettingException;
import org.apache.camel.FailedToCreateRouteException;

/** Why routes cannot be loaded, in one line for a person. */
public final class RouteFailure {
    private RouteFailure() {}

    /**
     * What is wrong and where. What is ours speaks for itself; of all else the innermost cause says
     * most, and the route it is of says where.
     */
    public static String explain(Throwable failure) {
        String where = "";
        Throwable cause = failure;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof FailedToCreateRouteException route) {
                where = route.getRouteId() + ".camel.yaml: ";
            }
            cause = t;
            if (t instanceof SettingException || t instanceof RouteException) {
                break;
            }
        }
        return where + text(cause).replaceAll("\\s+", " ").strip();
    }

    private static String text(Throwable cause) {
        String message = cause.getMessage();
        if (message == null) {
            return cause.toString();
        }
        return cause instanceof ClassNotFoundException ? "there is no class " + message : message;
    }
}

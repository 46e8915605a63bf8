package io.github.inframonitor;

import io.github.inframonitor.settings.SettingException;

/** Which profile's settings are in force. */
final class Profile {
    private static final String STAND_INS = "io.github.inframonitor.local.LocalClients";

    private Profile() {}

    /**
     * {@code camel.main.profile} or {@code CAMEL_MAIN_PROFILE} if either is set; else {@code local}
     * where the stand-ins are, which is a checkout, and {@code prod} where they are not.
     */
    static String inForce() {
        String asked =
                System.getProperty("camel.main.profile", System.getenv().get("CAMEL_MAIN_PROFILE"));
        boolean standIns = hasStandIns();
        if ("local".equals(asked) && !standIns) {
            throw new SettingException(
                    "camel.main.profile",
                    "the stand-ins of profile local are not in this jar; use prod, or a checkout"
                            + " and ./mvnw compile camel:run");
        }
        if (asked != null && !asked.isBlank()) {
            return asked;
        }
        return standIns ? "local" : "prod";
    }

    private static boolean hasStandIns() {
        try {
            Class.forName(STAND_INS, false, Profile.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}

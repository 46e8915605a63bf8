package io.github.inframonitor.settings;

/**
 * The process cannot start as it is set up. The message is one line for a person: the setting, what
 * is wrong with it, and the remedy.
 */
public final class SettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param setting the name of the property at fault, such as {@code cold.bucket}
     * @param problem what is wrong with its value, and what to do
     */
    public SettingException(String setting, String problem) {
        super(setting + ": " + problem);
    }
}

package io.github.inframonitor.cost;

import io.github.inframonitor.settings.SettingException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The dated price table, {@code routes/prices.properties}, which says what each unit is. */
final class Prices {
    private static final String DATE = "date";
    private static final String FREE = ".free";

    private final Path file;
    private final Properties properties;

    private Prices(Path file, Properties properties) {
        this.file = file;
        this.properties = properties;
    }

    /**
     * Reads the table.
     *
     * @throws SettingException if a price is no number of dollars for a number of units
     */
    static Prices read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new SettingException(file.toString(), "cannot be read: " + e.getMessage());
        }
        Prices prices = new Prices(file, properties);
        prices.date();
        prices.units().forEach(unit -> prices.dollars(unit, 0));
        return prices;
    }

    /** When they were last compared with what AWS publishes. */
    String date() {
        return text(DATE);
    }

    Set<String> units() {
        Set<String> units = new TreeSet<>(properties.stringPropertyNames());
        units.remove(DATE);
        units.removeIf(name -> name.endsWith(FREE));
        return units;
    }

    /** What so many units of one month cost, after those that are free. */
    double dollars(String unit, double amount) {
        String[] price = text(unit).split("/", 2);
        if (price.length != 2) {
            throw new SettingException(
                    file + ": " + unit,
                    "'" + text(unit) + "' will not do; it must be dollars / units");
        }
        double free = properties.containsKey(unit + FREE) ? number(unit, text(unit + FREE)) : 0;
        double each = number(unit, price[0]) / number(unit, price[1]);
        return Math.max(0, amount - free) * each;
    }

    private double number(String unit, String text) {
        try {
            double number = Double.parseDouble(text.strip());
            if (number >= 0 && Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with what else is no price
        }
        throw new SettingException(file + ": " + unit, "'" + text.strip() + "' is no amount");
    }

    private String text(String name) {
        String text = properties.getProperty(name);
        if (text == null) {
            throw new SettingException(file + ": " + name, "is not set");
        }
        return text;
    }
}

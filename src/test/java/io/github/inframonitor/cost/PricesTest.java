package io.github.inframonitor.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.inframonitor.aws.Template;
import io.github.inframonitor.settings.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {
    private static final Path FILE = Path.of("routes/prices.properties");

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "s3.put, 2000, 0.01",
        "dynamodb.write, 1000000, 0.625",
        "cloudwatch.metric, 10, 0",
        "cloudwatch.metric, 11.5, 0.45",
        "sns.email, 101000, 2",
    })
    void chargesWhatIsNotFree(String unit, double amount, double dollars) throws IOException {
        assertThat(Prices.read(FILE).dollars(unit, amount)).isCloseTo(dollars, within(1e-9));
    }

    /** So that a run's figure, which cannot know of them, leaves nothing out. */
    @Test
    void theAlarmsOfTheTemplateAreFree() {
        int alarms = Template.read().resources("AWS::CloudWatch::Alarm").size();

        assertThat(alarms).isPositive();
        assertThat(Prices.read(FILE).dollars("cloudwatch.alarm", alarms)).isZero();
    }

    @Test
    void eachPriceSaysWhereItIsFromAndWhen() throws IOException {
        List<String> lines = Files.readAllLines(FILE);
        Pattern source = Pattern.compile("# (.* )?https://aws\\.amazon\\.com/\\S+, \\d{4}-\\d{2}");

        for (String unit : Prices.read(FILE).units()) {
            int at =
                    lines.indexOf(
                            lines.stream()
                                    .filter(l -> l.startsWith(unit + "="))
                                    .findFirst()
                                    .orElseThrow());
            assertThat(lines.get(at - 1)).as("above " + unit).matches(source);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3.put=cheap | s3.put: 'cheap' will not do; it must be dollars / units",
                "s3.put=cheap / 1 | s3.put: 'cheap' is no amount",
                "s3.put=-1 / 1000 | s3.put: '-1' is no amount",
                "s3.put=1 / 1\\ns3.put.free=some | s3.put: 'some' is no amount",
            })
    void refusesWhatIsNoPrice(String line, String problem) throws IOException {
        Path file = folder.resolve("prices.properties");
        Files.writeString(file, "date=2026-08\n" + line.replace("\\n", "\n"));

        assertThatThrownBy(() -> Prices.read(file))
                .isInstanceOf(SettingException.class)
                .hasMessage(file + ": " + problem);
    }

    @Test
    void refusesATableWithoutADateOrWithoutAFile() throws IOException {
        Path file = folder.resolve("prices.properties");

        assertThatThrownBy(() -> Prices.read(file))
                .hasMessageStartingWith(file + ": cannot be read");

        Files.writeString(file, "s3.put=1 / 1");
        assertThatThrownBy(() -> Prices.read(file)).hasMessage(file + ": date: is not set");
    }
}

package io.github.inframonitor.aws;

import io.github.inframonitor.settings.SettingException;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Whether what the settings name is there, asked before the first run would find out. */
public final class Destinations {
    private static final Logger logger = LoggerFactory.getLogger(Destinations.class);

    private Destinations() {}

    /**
     * Asks for the bucket, the table and the topic; and for the queue of dispatch, if it has one.
     *
     * @throws SettingException if AWS answers that one of them does not exist. Any other answer, or
     *     none, stops nobody: a role may lack the permission to ask, and a store that is down now
     *     may be up when it is needed
     */
    public static void check(CamelContext context) {
        Destination.of(context).forEach(Destinations::ask);
    }

    /** Lets Camel's health tell of each of them, from now on, whenever it is asked. */
    public static void watch(CamelContext context) {
        DestinationHealthCheck.register(context);
    }

    private static void ask(Destination destination) {
        try {
            destination.question().run();
        } catch (AwsServiceException e) {
            if (new NothingThere(e).found()) {
                throw new SettingException(
                        destination.setting(),
                        "there is no "
                                + destination.what()
                                + " here; create it, or correct the setting");
            }
            logger.debug("{} cannot be asked for: {}", destination.what(), AwsErrors.describe(e));
        } catch (SdkException e) {
            logger.warn("{} cannot be reached yet: {}", destination.what(), AwsErrors.describe(e));
        }
    }
}

package io.github.inframonitor.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.MessageHistory;
import org.apache.camel.NamedNode;
import org.apache.camel.impl.engine.DefaultMessageHistoryFactory;

/**
 * Leaves an empty file, named as the step, for each step that an exchange enters; {@link
 * StepCoverageCheck} reads them. A message history is asked for before each step, those of a
 * routeConfiguration and doTry included, and keeping none changes nothing in the exchange. Camel's
 * own dump of coverage needs JMX and keeps one run only of all parameterized tests of a class.
 */
final class RecordSteps extends DefaultMessageHistoryFactory {
    static final Path FOLDER = Path.of("target", "step-coverage");

    @Override
    public MessageHistory newMessageHistory(String route, NamedNode step, Exchange exchange) {
        try {
            Files.createDirectories(FOLDER);
            Files.createFile(FOLDER.resolve(step.getId()));
        } catch (FileAlreadyExistsException e) {
            // recorded before
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return null;
    }
}

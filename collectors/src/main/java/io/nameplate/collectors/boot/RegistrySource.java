/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.collectors.disk.AtomicFile;
import io.nameplate.collectors.http.BoundedBody;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Fetches the registry from the ledger; keeps the last version on disk and starts from it while the ledger is down. */
final class RegistrySource {

    private static final Logger LOG = LoggerFactory.getLogger(RegistrySource.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int MOST_BYTES = 64 << 20;
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final URI latest;
    private final Path kept;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final Duration patience;
    private final int mostBytes;
    private final Clock clock;
    private volatile OptionalLong ledgerAhead = OptionalLong.empty();
    private boolean complaining;

    RegistrySource(URI ledger, Path data, Clock clock) {
        this(ledger, data, clock, PATIENCE, MOST_BYTES);
    }

    /**
     * A source.
     *
     * @param patience for a whole answer
     * @param mostBytes of an answer
     */
    RegistrySource(URI ledger, Path data, Clock clock, Duration patience, int mostBytes) {
        this.clock = clock;
        this.latest = URI.create(ledger + "/api/v1/registry/latest");
        this.kept = data.resolve("registry.json");
        this.patience = patience;
        this.mostBytes = mostBytes;
    }

    /** The ledger's latest version, else the one kept, else waits until there is one. Empty when told to stop. */
    Optional<Registry> await(CountDownLatch stop) throws InterruptedException {
        boolean told = false;
        do {
            Optional<Registry> found = fetch().or(this::kept);
            if (found.isPresent()) {
                return found;
            }
            if (!told) {
                told = true;
                LOG.atWarn().addKeyValue("ledger", latest).log("no registry yet, waiting for the ledger");
            }
        } while (!stop.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS));
        return Optional.empty();
    }

    /**
     * By how many milliseconds the ledger's clock is ahead of ours, to a second or two, as its latest answer said; empty where
     * that said nothing, or nothing came.
     */
    OptionalLong ledgerAhead() {
        return ledgerAhead;
    }

    /** The ledger's latest version, kept on disk from now on; empty while the ledger has none or cannot be reached. */
    Optional<Registry> fetch() {
        ledgerAhead = OptionalLong.empty();
        try {
            HttpResponse<byte[]> response = answer();
            ledgerAhead = ahead(response.headers().firstValue("Date"));
            if (response.statusCode() == 200) {
                String text = new String(response.body(), StandardCharsets.UTF_8);
                Registry registry = parse(text);
                keep(text);
                complaining = false;
                return Optional.of(registry);
            }
            complain("status " + response.statusCode());
        } catch (IOException unreachable) {
            complain(String.valueOf(unreachable.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException broken) {
            LOG.atError().setCause(broken).addKeyValue("ledger", latest).log("ledger gives a registry nobody can read");
        }
        return Optional.empty();
    }

    private OptionalLong ahead(Optional<String> date) {
        try {
            return date.stream()
                    .mapToLong(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text))
                            .toEpochMilli())
                    .map(then -> then - clock.millis())
                    .findFirst();
        } catch (DateTimeException unreadable) {
            return OptionalLong.empty();
        }
    }

    /** Waits for all of an answer: the client's own timeout would end with its headers. */
    private HttpResponse<byte[]> answer() throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> asked = http.sendAsync(
                HttpRequest.newBuilder(latest).build(),
                info -> info.statusCode() == 200
                        ? new BoundedBody(mostBytes)
                        : HttpResponse.BodySubscribers.replacing(new byte[0]));
        try {
            return asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new IOException(String.valueOf(failed.getCause()), failed);
        } catch (TimeoutException late) {
            throw new IOException("no whole answer within " + patience.toMillis() + " ms", late);
        } finally {
            asked.cancel(true);
        }
    }

    /** Said once, until the ledger has given a registry again. */
    private void complain(String reason) {
        LOG.atLevel(complaining ? Level.DEBUG : Level.WARN)
                .addKeyValue("ledger", latest)
                .addKeyValue("reason", reason)
                .log("ledger gives no registry, the one that is known goes on");
        complaining = true;
    }

    private Optional<Registry> kept() {
        if (!Files.isRegularFile(kept)) {
            return Optional.empty();
        }
        try {
            Registry registry = parse(Files.readString(kept));
            LOG.atWarn()
                    .addKeyValue("ledger", latest)
                    .addKeyValue("registry_version", registry.version())
                    .log("ledger cannot be reached, starting with the registry kept on disk");
            return Optional.of(registry);
        } catch (IOException | RuntimeException broken) {
            LOG.atError().setCause(broken).addKeyValue("file", kept).log("registry kept on disk cannot be read");
            return Optional.empty();
        }
    }

    private Registry parse(String text) throws IOException {
        JsonNode root = json.readTree(text);
        List<Document> documents = new ArrayList<>();
        for (JsonNode document : root.path("documents")) {
            documents.add(new Document(
                    document.path("name").asText(), document.path("text").asText()));
        }
        return RegistryReader.read(documents, root.path("version").asLong());
    }

    /** On a disk that does not take it, it serves for as long as this process runs. */
    private void keep(String text) {
        try {
            Files.createDirectories(kept.toAbsolutePath().getParent());
            AtomicFile.write(kept, text);
        } catch (IOException refused) {
            LOG.atError().setCause(refused).addKeyValue("file", kept).log("registry cannot be kept on disk");
        }
    }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.collectors.spool.AtomicFile;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches the registry from the ledger; keeps the last version on disk and starts from it while the ledger is down. */
final class RegistrySource {

    private static final Logger LOG = LoggerFactory.getLogger(RegistrySource.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final URI latest;
    private final Path kept;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    RegistrySource(URI ledger, Path data) {
        this.latest = URI.create(ledger + "/api/v1/registry/latest");
        this.kept = data.resolve("registry.json");
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

    /** The ledger's latest version, kept on disk from now on; empty while the ledger has none or cannot be reached. */
    Optional<Registry> fetch() {
        HttpRequest request = HttpRequest.newBuilder(latest).timeout(PATIENCE).build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                Registry registry = parse(response.body());
                keep(response.body());
                return Optional.of(registry);
            }
            LOG.atDebug()
                    .addKeyValue("ledger", latest)
                    .addKeyValue("status", response.statusCode())
                    .log("ledger gives no registry");
        } catch (IOException unreachable) {
            LOG.atDebug()
                    .addKeyValue("ledger", latest)
                    .addKeyValue("reason", unreachable.toString())
                    .log("ledger cannot be reached");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException broken) {
            LOG.atError().setCause(broken).addKeyValue("ledger", latest).log("ledger gives a registry nobody can read");
        }
        return Optional.empty();
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
            AtomicFile.write(kept, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException refused) {
            LOG.atError().setCause(refused).addKeyValue("file", kept).log("registry cannot be kept on disk");
        }
    }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.model.language.document.DocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry as this process knows it: the last version kept on disk, then what the ledger says, asked every few
 * seconds. One feed per process, ledger and folder, on a daemon thread.
 */
final class RegistryFeed {

    private static final Logger LOGGER = LoggerFactory.getLogger(RegistryFeed.class);
    private static final Map<String, RegistryFeed> FEEDS = new ConcurrentHashMap<>();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PACE = Duration.ofSeconds(2);
    private static final int KEPT = 16;

    private final LedgerReads ledger;
    private final Path cache;
    private final TreeMap<Long, Registry> versions = new TreeMap<>();
    private @Nullable Registry current;
    private @Nullable String lastText;
    private boolean pinned;

    RegistryFeed(LedgerReads ledger, Path folder) {
        this.ledger = ledger;
        this.cache = folder.resolve("registry.json");
    }

    /** The feed of this process. */
    static RegistryFeed of(String ledger, String folder) {
        return FEEDS.computeIfAbsent(ledger + " " + folder, key -> {
            RegistryFeed feed = new RegistryFeed(new LedgerReads(ledger), Path.of(folder));
            feed.readCache();
            Thread thread = new Thread(feed::run, "registry-feed");
            thread.setDaemon(true);
            thread.start();
            return feed;
        });
    }

    /** From now on a version with another slot or settlement interval is not taken: there is state made with these. */
    synchronized void pin() {
        pinned = true;
    }

    /** The newest version; waits for the first one. */
    synchronized Registry current() {
        while (current == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopped while waiting for a registry", e);
            }
        }
        return current;
    }

    synchronized Optional<Registry> known() {
        return Optional.ofNullable(current);
    }

    synchronized Optional<Registry> version(long number) {
        return Optional.ofNullable(versions.get(number));
    }

    private void run() {
        try {
            while (true) {
                poll();
                synchronized (this) {
                    wait(PACE.toMillis());
                }
            }
        } catch (InterruptedException e) {
            LOGGER.atDebug().log("stopped");
        }
    }

    /** Asks the ledger once; a failure is logged and changes nothing. */
    void poll() throws InterruptedException {
        try {
            Optional<String> text = ledger.latestRegistry();
            if (text.isPresent() && !text.get().equals(lastText)) {
                take(text.get(), true);
            }
        } catch (IOException e) {
            LOGGER.atDebug().setCause(e).log("the ledger is not reached; the registry stays as it is");
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).log("the ledger's registry cannot be used; the last one stays");
        }
    }

    void readCache() {
        try {
            if (Files.exists(cache)) {
                take(Files.readString(cache), false);
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.atWarn().setCause(e).addKeyValue("file", cache).log("the kept registry cannot be read");
        }
    }

    private void take(String text, boolean keep) throws IOException {
        Registry read = parse(text);
        synchronized (this) {
            lastText = text;
            Registry before = current;
            if (pinned && before != null && !fits(before, read)) {
                LOGGER.atError()
                        .addKeyValue("version", read.version())
                        .log("this registry version has another slot or settlement interval; the job keeps version "
                                + before.version() + " until it is started again without state");
                return;
            }
            if (before != null && before.version() == read.version()) {
                return;
            }
            current = read;
            versions.put(read.version(), read);
            if (versions.size() > KEPT) {
                versions.pollFirstEntry();
            }
            notifyAll();
        }
        LOGGER.atInfo().addKeyValue("version", read.version()).log("the registry is in force");
        if (keep) {
            keep(text);
        }
    }

    private static boolean fits(Registry before, Registry read) {
        return before.interval().equals(read.interval()) && before.slot().equals(read.slot());
    }

    private void keep(String text) throws IOException {
        Files.createDirectories(cache.getParent());
        Path fresh = cache.resolveSibling(cache.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Registry parse(String text) throws IOException {
        try {
            JsonNode told = JSON.readTree(text);
            List<Document> documents = new ArrayList<>();
            for (JsonNode document : told.path("documents")) {
                documents.add(new Document(
                        document.path("name").asText(), document.path("text").asText()));
            }
            return RegistryReader.read(documents, told.path("version").asLong());
        } catch (JsonProcessingException e) {
            throw new IOException("the registry's answer is not JSON", e);
        } catch (DocumentException e) {
            throw new IllegalArgumentException("the registry does not hold: " + e.problems(), e);
        }
    }
}

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
 * seconds. The processes of a cluster share the folder, so none stays behind another that reaches the ledger. One feed
 * per process and job, on a daemon thread.
 */
final class RegistryFeed {

    private static final Logger LOGGER = LoggerFactory.getLogger(RegistryFeed.class);
    private static final Map<LedgerRegistry, RegistryFeed> FEEDS = new ConcurrentHashMap<>();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PACE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int KEPT = 16;

    private final LedgerReads ledger;
    private final Path cache;
    private final TreeMap<Long, Registry> versions = new TreeMap<>();
    private @Nullable LedgerRegistry pinned;
    private @Nullable Registry current;
    private long waitedInVain;
    private String lastTold = "";
    private String lastKept = "";

    RegistryFeed(LedgerReads ledger, Path folder) {
        this.ledger = ledger;
        this.cache = folder.resolve("registry.json");
    }

    /** The feed of this process. */
    static RegistryFeed of(LedgerRegistry job) {
        return FEEDS.computeIfAbsent(job, key -> {
            RegistryFeed feed = new RegistryFeed(new LedgerReads(job.ledger()), Path.of(job.folder()));
            feed.pin(job);
            feed.readCache();
            Thread thread = new Thread(feed::run, "registry-feed");
            thread.setDaemon(true);
            thread.start();
            return feed;
        });
    }

    /** From now on only a newer version with the same slot and settlement interval is taken: there is state made with these. */
    synchronized void pin(LedgerRegistry to) {
        pinned = to;
    }

    /** The newest version; waits for the first one. */
    synchronized Registry current() {
        Registry known = current;
        while (known == null) {
            await(PACE.toMillis());
            known = current;
        }
        return known;
    }

    /** As {@link #current()}, but waits for this version, as long as one process may be behind another. */
    synchronized Registry atLeast(long version) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Registry known = current();
        while (known.version() < version && version > waitedInVain && System.nanoTime() < until) {
            notifyAll();
            await(100);
            known = current();
        }
        if (known.version() < version && version > waitedInVain) {
            waitedInVain = version;
            LOGGER.atWarn()
                    .addKeyValue("version", known.version())
                    .addKeyValue("wanted", version)
                    .log("neither the ledger nor the data folder has the registry that another process uses");
        }
        return known;
    }

    @SuppressWarnings("WaitNotInLoop") // both callers loop over their condition
    private synchronized void await(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting for a registry", e);
        }
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
                if (!poll()) {
                    readCache();
                }
                synchronized (this) {
                    wait(PACE.toMillis());
                }
            }
        } catch (InterruptedException e) {
            LOGGER.atDebug().log("stopped");
        }
    }

    /**
     * Asks the ledger once; a failure is logged and changes nothing. An answer that cannot be used is logged once.
     *
     * @return whether the ledger answered
     */
    boolean poll() throws InterruptedException {
        try {
            Optional<String> text = ledger.latestRegistry();
            if (text.isPresent() && !text.get().equals(lastTold)) {
                lastTold = text.get();
                if (take(lastTold)) {
                    keep(lastTold);
                }
            }
            return true;
        } catch (IOException e) {
            LOGGER.atDebug().setCause(e).log("the ledger is not reached; the registry stays as it is");
            return false;
        }
    }

    void readCache() {
        try {
            String text = Files.exists(cache) ? Files.readString(cache) : "";
            if (!text.isEmpty() && !text.equals(lastKept)) {
                lastKept = text;
                take(text);
            }
        } catch (IOException e) {
            LOGGER.atWarn().setCause(e).addKeyValue("file", cache).log("the kept registry cannot be read");
        }
    }

    private boolean take(String text) {
        Registry read;
        try {
            read = parse(text);
        } catch (JsonProcessingException | RuntimeException e) {
            LOGGER.atError().setCause(e).log("a registry cannot be used; the last one stays");
            return false;
        }
        synchronized (this) {
            Registry before = current;
            LedgerRegistry to = pinned;
            if (to != null && !to.fits(read)) {
                LOGGER.atError()
                        .addKeyValue("version", read.version())
                        .log(
                                "this registry version has another slot or settlement interval; the job keeps the one before"
                                        + " until it is started again without state");
                return false;
            }
            if (before != null && before.version() == read.version()) {
                return false;
            }
            if (to != null && before != null && before.version() > read.version()) {
                LOGGER.atWarn()
                        .addKeyValue("version", before.version())
                        .addKeyValue("told", read.version())
                        .log("an older registry version was told; the newer one stays");
                return false;
            }
            current = read;
            versions.put(read.version(), read);
            if (versions.size() > KEPT) {
                versions.pollFirstEntry();
            }
            notifyAll();
        }
        LOGGER.atInfo().addKeyValue("version", read.version()).log("the registry is in force");
        return true;
    }

    private void keep(String text) {
        Path fresh = cache.resolveSibling(
                cache.getFileName() + "." + ProcessHandle.current().pid() + ".new");
        try {
            Files.createDirectories(cache.getParent());
            Files.writeString(fresh, text);
            Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOGGER.atWarn().setCause(e).addKeyValue("file", cache).log("the registry cannot be kept on disk");
        }
    }

    private static Registry parse(String text) throws JsonProcessingException {
        JsonNode told = JSON.readTree(text);
        List<Document> documents = new ArrayList<>();
        for (JsonNode document : told.path("documents")) {
            documents.add(new Document(
                    document.path("name").asText(), document.path("text").asText()));
        }
        try {
            return RegistryReader.read(documents, told.path("version").asLong());
        } catch (DocumentException e) {
            throw new IllegalArgumentException("the registry does not hold: " + e.problems(), e);
        }
    }
}

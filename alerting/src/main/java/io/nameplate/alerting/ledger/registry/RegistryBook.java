/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Hash;
import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.model.language.document.DocumentException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps every version of the registry: checks texts on the way in, numbers them from 1 without holes, and hands them out
 * as texts to collectors and jobs and as a {@link Registry} to the ledger itself. Safe for concurrent use.
 */
public final class RegistryBook {

    private static final int KEPT_READ = 64;

    private final Database database;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();
    private final ConcurrentHashMap<Long, Registry> read = new ConcurrentHashMap<>();

    public RegistryBook(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Records texts as the next version, unless they are wrong or say what the latest version says. */
    public Posted post(List<Document> documents) {
        try {
            RegistryReader.read(documents, 1);
        } catch (DocumentException wrong) {
            return new Posted.Refused(wrong.problems());
        }
        String digest = digest(documents);
        return database.ordered(connection -> {
            record Head(long version, String digest) {}
            Optional<Head> head = Rows.one(
                    connection,
                    "SELECT version, digest FROM registry_version"
                            + " WHERE version = (SELECT MAX(version) FROM registry_version)",
                    row -> new Head(row.getLong(1), row.getString(2)));
            if (head.isPresent() && head.get().digest().equals(digest)) {
                return new Posted.Recorded(head.get().version(), false);
            }
            long version = head.map(Head::version).orElse(0L) + 1;
            Rows.change(
                    connection,
                    "INSERT INTO registry_version (version, recorded_at, digest, documents) VALUES (?, ?, ?, ?)",
                    version,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    digest,
                    written(documents));
            return new Posted.Recorded(version, true);
        });
    }

    public Optional<RegistryVersion> latest() {
        return database.transaction(connection -> Rows.one(
                connection,
                "SELECT * FROM registry_version WHERE version = (SELECT MAX(version) FROM registry_version)",
                this::version));
    }

    public Optional<RegistryVersion> version(long version) {
        return database.transaction(connection ->
                Rows.one(connection, "SELECT * FROM registry_version WHERE version = ?", this::version, version));
    }

    /** The number of the latest version; 0 while there is none. */
    public long latestNumber() {
        return database.transaction(connection -> Rows.one(
                        connection, "SELECT COALESCE(MAX(version), 0) FROM registry_version", row -> row.getLong(1))
                .orElse(0L));
    }

    /** The registry of a version, read; empty when there is no such version. */
    public Optional<Registry> registry(long version) {
        Registry known = read.get(version);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Registry> made = version(version).map(found -> RegistryReader.read(found.documents(), version));
        made.ifPresent(registry -> {
            if (read.size() >= KEPT_READ) {
                read.clear();
            }
            read.put(version, registry);
        });
        return made;
    }

    /** The latest registry, read; empty while there is none. */
    public Optional<Registry> latestRegistry() {
        return registry(latestNumber());
    }

    private RegistryVersion version(ResultSet row) throws SQLException {
        try {
            List<Document> documents = json.readValue(row.getString("documents"), new TypeReference<>() {});
            return new RegistryVersion(row.getLong("version"), Rows.instant(row, "recorded_at"), documents);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("registry version " + row.getLong("version") + " is damaged", broken);
        }
    }

    private String written(List<Document> documents) {
        try {
            return json.writeValueAsString(documents);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("texts that cannot be written", impossible);
        }
    }

    private static String digest(List<Document> documents) {
        Hash hash = Hash.sha256();
        documents.stream()
                .sorted(Comparator.comparing(Document::name))
                .forEach(document -> hash.add(document.name()).add(document.text()));
        return hash.hex();
    }
}

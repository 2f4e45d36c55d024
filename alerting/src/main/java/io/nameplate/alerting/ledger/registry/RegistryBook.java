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
import io.nameplate.model.language.document.Place;
import io.nameplate.model.language.document.Problem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps every version of the registry: checks texts on the way in, numbers them from 1 without holes, and hands them out
 * as texts to collectors and jobs and as a {@link Registry} to the ledger itself. Each version is the texts that were
 * posted, and what the ledger adds to them. Safe for concurrent use.
 */
public final class RegistryBook {

    private static final int KEPT_READ = 64;

    private final Database database;
    private final Clock clock;
    private final Addition addition;
    private final ObjectMapper json = new ObjectMapper();
    private final ConcurrentHashMap<Long, Registry> known = new ConcurrentHashMap<>();

    public RegistryBook(Database database, Clock clock) {
        this(database, clock, Addition.NONE);
    }

    /**
     * A book of a database.
     *
     * @param addition what stands beside the posted texts in each version
     */
    public RegistryBook(Database database, Clock clock, Addition addition) {
        this.database = database;
        this.clock = clock;
        this.addition = addition;
    }

    private record Head(long version, String digest, String documents) {}

    /** Records texts as the next version, unless they are wrong or say what the latest version says. */
    public Posted post(List<Document> documents) {
        List<Document> posted = withoutAddition(documents);
        Registry registry;
        try {
            registry = RegistryReader.read(posted, 1);
        } catch (DocumentException wrong) {
            return new Posted.Refused(wrong.problems());
        }
        return database.ordered(connection -> {
            Optional<Head> head = head(connection);
            if (posted.size() < documents.size() && !isAsHandedOut(documents, head)) {
                return new Posted.Refused(List.of(new Problem(
                        new Place(Addition.NAME, 1),
                        "the ledger makes this text itself, of signed orders and 'load_targets'; leave it out, and change"
                                + " those, or give a window the id of the order that it stands for")));
            }
            return record(connection, head, posted, registry);
        });
    }

    /** What the texts that were posted last say, without what the ledger adds; empty while there are none. */
    public Optional<Registry> posted(Connection connection) throws SQLException {
        return head(connection)
                .map(head -> RegistryReader.read(withoutAddition(read(head.documents())), head.version()));
    }

    /** Makes the next version of the texts that were posted last, if what stands beside them is another now. */
    public long renew(Connection connection) throws SQLException {
        Optional<Head> head = head(connection);
        if (head.isEmpty()) {
            return 0;
        }
        List<Document> posted = withoutAddition(read(head.get().documents()));
        return record(connection, head, posted, RegistryReader.read(posted, 1)).version();
    }

    private Posted.Recorded record(Connection connection, Optional<Head> head, List<Document> posted, Registry registry)
            throws SQLException {
        List<Document> documents = new ArrayList<>(posted);
        addition.to(connection, registry).ifPresent(made -> {
            documents.add(made);
            RegistryReader.read(documents, 1); // what cannot be read must not be handed out
        });
        String digest = digest(documents);
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
    }

    private static Optional<Head> head(Connection connection) throws SQLException {
        return Rows.one(
                connection,
                "SELECT version, digest, documents FROM registry_version"
                        + " WHERE version = (SELECT MAX(version) FROM registry_version)",
                row -> new Head(row.getLong(1), row.getString(2), row.getString(3)));
    }

    /** Whoever fetches a version, changes it and posts it gives back the ledger's own text with it. */
    private boolean isAsHandedOut(List<Document> documents, Optional<Head> head) {
        List<Document> known = head.map(latest -> read(latest.documents())).orElse(List.of());
        return documents.stream()
                .filter(document -> document.name().equals(Addition.NAME))
                .allMatch(known::contains);
    }

    private static List<Document> withoutAddition(List<Document> documents) {
        return documents.stream()
                .filter(document -> !document.name().equals(Addition.NAME))
                .toList();
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
        Registry found = known.get(version);
        if (found != null) {
            return Optional.of(found);
        }
        Optional<Registry> made = version(version).map(texts -> RegistryReader.read(texts.documents(), version));
        made.ifPresent(registry -> {
            if (known.size() >= KEPT_READ) {
                known.clear();
            }
            known.put(version, registry);
        });
        return made;
    }

    /** The latest registry, read; empty while there is none. */
    public Optional<Registry> latestRegistry() {
        return registry(latestNumber());
    }

    private RegistryVersion version(ResultSet row) throws SQLException {
        return new RegistryVersion(
                row.getLong("version"), Rows.instant(row, "recorded_at"), read(row.getString("documents")));
    }

    private List<Document> read(String documents) {
        try {
            return json.readValue(documents, new TypeReference<>() {});
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the texts of a registry version are damaged", broken);
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

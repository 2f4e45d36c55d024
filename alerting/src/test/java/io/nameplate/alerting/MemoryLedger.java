/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.alerting.ledger.deviations.DeviationBook;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.alerting.ledger.results.ResultBook;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.model.language.Document;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;

/** A ledger in memory with a registry in it, to post results to. */
public final class MemoryLedger {

    /** The time at which everything is recorded. */
    public static final Clock CLOCK = Clock.fixed(Sample.START, ZoneOffset.UTC);

    private final ObjectMapper json = new ObjectMapper();
    private final Database database = migrated();
    private final RegistryBook registry = new RegistryBook(database, CLOCK);
    private final ResultBook results = new ResultBook(
            database,
            CLOCK,
            registry::registry,
            (hall, start) -> Optional.empty(),
            new DeviationBook(CLOCK, registry::registry, registry::latestRegistry));

    public MemoryLedger(List<Document> documents) {
        registry.post(documents);
    }

    /** A database with nothing in it, which is gone with the tests. */
    public static DataSource empty() {
        JdbcDataSource source = new JdbcDataSource();
        source.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return source;
    }

    /** A database with a ledger's tables. */
    public static Database migrated() {
        DataSource source = empty();
        Flyway.configure().dataSource(source).load().migrate();
        return new Database(source);
    }

    public Database database() {
        return database;
    }

    public RegistryBook registry() {
        return registry;
    }

    /** Posts results as a job of one generation does; none may be refused. */
    public void take(List<Map<String, Object>> batch) {
        List<JsonNode> nodes =
                batch.stream().map(result -> json.<JsonNode>valueToTree(result)).toList();
        assertThat(((Intake.Taken) results.take(5, "test", nodes)).refused()).isEmpty();
    }
}

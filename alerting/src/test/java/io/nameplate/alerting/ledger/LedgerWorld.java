/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.alerting.Sample;
import io.nameplate.alerting.alert.outbox.Outbox;
import io.nameplate.alerting.ledger.deviations.DeviationBook;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.alerting.ledger.results.ResultBook;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.alerting.ledger.results.Revision;
import io.nameplate.alerting.ledger.results.SettledReader;
import io.nameplate.alerting.ledger.results.UseReader;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;

/** A ledger with the sample registry in it, on whatever database, and short ways to post and read. */
abstract class LedgerWorld {

    static final LeaseId LEASE = new LeaseId("acme-17");
    static final LineId LINE = new LineId("h100");

    final ObjectMapper json = new ObjectMapper();
    Database database;
    RegistryBook registry;
    ResultBook results;
    ResultReader reader;
    UseReader uses;
    SettledReader settled;
    DeviationReader deviations;
    Outbox outbox;

    /** An empty database. */
    abstract DataSource empty() throws Exception;

    @BeforeEach
    void aLedgerWithTheSampleRegistry() throws Exception {
        DataSource source = empty();
        Flyway.configure().dataSource(source).load().migrate();
        database = new Database(source);
        Clock clock = Clock.fixed(Sample.START, ZoneOffset.UTC);
        registry = new RegistryBook(database, clock);
        DeviationBook book = new DeviationBook(clock, registry::registry, registry::latestRegistry);
        results = new ResultBook(database, clock, registry::registry, (hall, start) -> Optional.empty(), book);
        deviations = new DeviationReader(database);
        outbox = new Outbox(database);
        reader = new ResultReader(database);
        uses = new UseReader(database);
        settled = new SettledReader(database);
        registry.post(Sample.registry());
    }

    static Map<String, Object> unmeasured(int index, int counter, long lost, Map<String, Integer> causes) {
        Map<String, Object> result = Sample.result(index, counter, "settled", "UNMEASURED", lost);
        result.put(
                "coverage",
                Map.of("per_mille", 999, "low_per_mille", 998, "high_per_mille", 1000, "unmeasured", causes));
        return result;
    }

    List<Revision> revisions(int index) {
        return reader.revisions(LEASE, LINE, Sample.interval(index));
    }

    static Map<String, Object> settled(int index, int counter, long lost) {
        return Sample.result(index, counter, "settled", "UNCOOLED", lost);
    }

    static List<Integer> counts(int accepted, int unchanged) {
        return List.of(accepted, unchanged, 0);
    }

    @SafeVarargs
    final List<Integer> take(long generation, Map<String, Object>... batch) {
        Intake.Taken taken = taken(generation, batch);
        return List.of(taken.accepted(), taken.unchanged(), taken.refused().size());
    }

    @SafeVarargs
    final Intake.Taken taken(long generation, Map<String, Object>... batch) {
        return (Intake.Taken) results.take(generation, "test", nodes(List.of(batch)));
    }

    List<JsonNode> nodes(List<Map<String, Object>> batch) {
        return batch.stream().map(result -> json.<JsonNode>valueToTree(result)).toList();
    }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.resettle;

import static io.nameplate.alerting.ledger.resettle.KeptWorld.first;
import static io.nameplate.alerting.ledger.resettle.KeptWorld.interval;
import static io.nameplate.alerting.ledger.resettle.KeptWorld.posted;
import static io.nameplate.alerting.ledger.resettle.KeptWorld.second;

import com.fasterxml.jackson.databind.JsonNode;
import io.nameplate.alerting.ledger.deviations.DeviationBook;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.alerting.ledger.evidence.EvidenceStore;
import io.nameplate.alerting.ledger.orders.KeyFolder;
import io.nameplate.alerting.ledger.orders.OrderBook;
import io.nameplate.alerting.ledger.orders.OrderRows;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.alerting.ledger.results.Interval;
import io.nameplate.alerting.ledger.results.ResultBook;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.alerting.ledger.results.Revision;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.KeptSettlement;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.orders.Provider;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that settled an interval long after the first ones, which can be settled again; and short ways to do so and to look. */
abstract class ResettleWorld {

    static final LineKey ACME = new LineKey(new LeaseId("acme"), new LineId("h100"));
    static final LineKey BETA = new LineKey(new LeaseId("beta"), new LineId("h100"));
    static final HallId H1 = new HallId("h1");
    static final HallId H2 = new HallId("h2");
    /** So far beyond the first intervals that these are out of the horizon. */
    static final int NOW = 720;

    static final long UNUSABLE = Evidence.data(79, 0, 2000, 2000, 700, Work.IDLE);

    @TempDir
    Path folder;

    @TempDir
    Path keys;

    final Provider provider = Provider.withCurve("acme-2026");
    RegistryBook registry;
    OrderBook orders;
    ResultBook results;
    ResultReader reader;
    DeviationReader deviations;
    EvidenceStore store;
    ResettleBook book;
    final List<Told> told = new ArrayList<>();
    long counter;

    /** An empty database. */
    protected abstract DataSource empty() throws Exception;

    @BeforeEach
    void aLedgerThatSettledAnHourLater() throws Exception {
        DataSource source = empty();
        Flyway.configure().dataSource(source).load().migrate();
        Database database = new Database(source);
        Clock clock = Clock.fixed(interval(NOW), ZoneOffset.UTC);
        registry = new RegistryBook(database, clock, new OrderRows());
        provider.keyIn(keys, "acme-energy");
        orders = new OrderBook(database, clock, registry, KeyFolder.open(keys), 60);
        registry.post(KeptWorld.registry(""));
        store = EvidenceStore.in(folder);
        results = new ResultBook(
                database,
                clock,
                registry::registry,
                store::latest,
                new DeviationBook(clock, registry::registry, registry::latestRegistry));
        reader = new ResultReader(database);
        deviations = new DeviationReader(database);
        book = new ResettleBook(database, store, registry::registry, results, clock, Duration.ofMinutes(60));
        settle(NOW, first(NOW), second(NOW));
    }

    /** What the stream job does: evidence, then the results that rest on it. */
    void settle(int interval, KeptEvidence... halls) {
        for (KeptEvidence hall : halls) {
            store.keep(hall);
        }
        post(5, interval, halls);
    }

    Intake.Taken post(long generation, int interval, KeptEvidence... halls) {
        return (Intake.Taken) results.take(generation, "job", posts(1, interval, halls));
    }

    List<JsonNode> posts(long version, int interval, KeptEvidence... halls) {
        return new KeptSettlement(registry.registry(version).orElseThrow())
                .results(interval(interval).getEpochSecond(), List.of(halls)).values().stream()
                        .map(result -> posted(result, ++counter))
                        .toList();
    }

    static Order late(String approver) {
        return new Order(
                Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(), approver, false, false);
    }

    static Order under(long version, Optional<LeaseId> lease) {
        return new Order(
                Optional.of(interval(0)),
                Optional.of(interval(20)),
                lease,
                OptionalLong.of(version),
                "ada",
                false,
                false);
    }

    Summary run(Order order) {
        told.clear();
        return book.run(order, told::add, news -> {});
    }

    Interval row(LineKey line, int interval) {
        return reader.interval(line.lease(), line.line(), interval(interval)).orElseThrow();
    }

    List<Revision> revisions(LineKey line, int interval) {
        return reader.revisions(line.lease(), line.line(), interval(interval));
    }

    long gpuMs(LineKey line, int interval, State state) {
        return row(line, interval).totals().of(state);
    }
}

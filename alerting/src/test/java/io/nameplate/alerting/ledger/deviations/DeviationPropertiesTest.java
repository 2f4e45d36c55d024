/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.alerting.MemoryLedger;
import io.nameplate.alerting.Sample;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.BlockLosses;
import io.nameplate.model.verdict.Judgement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Judgements of two lines in random order, with gaps and restatements: after every change the deviations that stand are
 * what a naive scan of everything known finds, and ids behave.
 */
class DeviationPropertiesTest {

    private static final LeaseId LEASE = new LeaseId("acme-17");
    private static final Term.Kind TERM = Term.Kind.AVAILABILITY;
    private static final int INTERVALS = 60;
    private static final Registry REGISTRY = RegistryReader.read(
            List.of(
                    new Document(
                            "site.yaml",
                            Sample.text(0.99)
                                    .replace(
                                            "    terms:",
                                            "      - {line: spare, sku: H100-SXM5, guaranteed_clock_mhz: 1590, contracted_limit_w: 700, ramp: [{from: 2026-06-01T00:00:00Z, gpus: 8}]}\n    terms:"))),
            1);

    private final Clock clock = Clock.fixed(Sample.START, ZoneOffset.UTC);
    private final DeviationBook book =
            new DeviationBook(clock, version -> Optional.of(REGISTRY), () -> Optional.of(REGISTRY));

    /** Not assessed, provisionally. */
    private static final String NOT_YET = "not_yet";

    private static final List<String> VERDICTS =
            List.of("met", "met", "met", "met", "met", "met", "not_assessed", NOT_YET);

    private record Cell(int interval, String line) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void theStandingDeviationsAreWhatANaiveScanFinds(long seed) {
        Random random = new Random(seed);
        Database database = MemoryLedger.migrated();
        Map<Cell, String> known = new HashMap<>();
        Map<Long, Long> firstSeen = new TreeMap<>();
        Set<Long> gone = new HashSet<>();
        List<Deviation> stood = List.of();
        for (int step = 0; step < 150; step++) {
            int count = 1 + random.nextInt(4);
            int at = random.nextInt(INTERVALS);
            Map<Cell, String> batch = new HashMap<>();
            for (int i = 0; i < count; i++) {
                int interval = Math.min(INTERVALS - 1, at + random.nextInt(5));
                batch.put(
                        new Cell(interval, random.nextBoolean() ? "h100" : "spare"),
                        random.nextInt(10) < 5 ? "breached" : VERDICTS.get(random.nextInt(VERDICTS.size())));
            }
            known.putAll(batch);
            apply(database, batch);
            List<Deviation> all = new DeviationReader(database).all();
            List<Episode> standing = NaiveDeviations.standing(all).stream()
                    .map(Deviation::episode)
                    .toList();
            assertThat(standing).as("seed %d step %d", seed, step).isEqualTo(naive(known));
            NaiveDeviations.checkIds(stood, all, "seed " + seed + " step " + step);
            stood = all;
            for (Deviation deviation : all) {
                boolean ended =
                        deviation.state() == Deviation.State.MERGED || deviation.state() == Deviation.State.WITHDRAWN;
                assertThat(gone.contains(deviation.id().number()) && !ended)
                        .as("seed %d: %s came back", seed, deviation.id())
                        .isFalse();
                if (ended) {
                    gone.add(deviation.id().number());
                }
                deviation
                        .mergedInto()
                        .ifPresent(into -> assertThat(into.number())
                                .as("seed %d: the older id stays", seed)
                                .isLessThan(deviation.id().number()));
                firstSeen.putIfAbsent(deviation.id().number(), (long) step);
            }
        }
        assertThat(firstSeen).as("seed %d", seed).isNotEmpty();
        List<Deviation> before = new DeviationReader(database).all();
        long events = new DeviationReader(database).eventsAfter(0).size();
        List<Cell> cells = new ArrayList<>(known.keySet());
        Collections.shuffle(cells, random);
        cells.forEach(cell -> apply(database, Map.of(cell, known.getOrDefault(cell, ""))));
        assertThat(new DeviationReader(database).all())
                .as("seed %d: replayed", seed)
                .isEqualTo(before);
        assertThat(new DeviationReader(database).eventsAfter(0)).hasSize((int) events);
    }

    private void apply(Database database, Map<Cell, String> batch) {
        database.transaction(connection -> {
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            for (Map.Entry<Cell, String> entry : batch.entrySet()) {
                write(connection, entry.getKey(), entry.getValue());
                long start = start(entry.getKey().interval());
                first = Math.min(first, start);
                last = Math.max(last, start);
            }
            return book.changed(connection, LEASE, TERM, first, last);
        });
    }

    private static long start(int interval) {
        return Sample.interval(interval).getEpochSecond();
    }

    private static void write(Connection connection, Cell cell, String verdict) throws SQLException {
        Rows.change(
                connection,
                "DELETE FROM judgement WHERE lease = ? AND interval_start = ? AND line = ?",
                LEASE.value(),
                start(cell.interval()),
                cell.line());
        Rows.change(
                connection,
                "INSERT INTO judgement (lease, term, interval_start, line, interval_s, settled, verdict,"
                        + " value_per_mille, at_least_per_mille, layer, layers, registry_version)"
                        + " VALUES (?, ?, ?, ?, 10, ?, ?, ?, 990, NULL, ?, 1)",
                LEASE.value(),
                TERM.text(),
                start(cell.interval()),
                cell.line(),
                !verdict.equals(NOT_YET),
                verdict.equals(NOT_YET) ? "not_assessed" : verdict,
                verdict.equals("breached") ? value(cell) : null,
                verdict.equals("breached") ? "{\"cooling\":" + lost(cell) + "}" : "{}");
    }

    private static int value(Cell cell) {
        return 900 + cell.interval();
    }

    private static long lost(Cell cell) {
        return 100 + cell.interval();
    }

    /** The whole history at once, written again from the rules: no windows, no pages, no database. */
    private static List<Episode> naive(Map<Cell, String> known) {
        List<Outcome> history = new ArrayList<>();
        for (int i = 0; i < INTERVALS; i++) {
            Cell one = new Cell(i, "h100");
            Cell two = new Cell(i, "spare");
            if (!known.containsKey(one) && !known.containsKey(two)) {
                continue;
            }
            Map<Layer, Long> layers = new HashMap<>();
            int worst = 1000;
            for (Cell cell : List.of(one, two)) {
                if ("breached".equals(known.get(cell))) {
                    layers.merge(Layer.COOLING, lost(cell), Long::sum);
                    worst = Math.min(worst, value(cell));
                }
            }
            Judgement.Outcome verdict = !layers.isEmpty()
                    ? Judgement.Outcome.BREACHED
                    : "met".equals(known.get(one)) && "met".equals(known.get(two))
                            ? Judgement.Outcome.MET
                            : Judgement.Outcome.NOT_ASSESSED;
            boolean untold = layers.isEmpty() && !(known.containsKey(one) && known.containsKey(two));
            boolean provisional = untold || NOT_YET.equals(known.get(one)) || NOT_YET.equals(known.get(two));
            history.add(new Outcome(start(i), 10, verdict, layers, BlockLosses.NONE, worst, 990, provisional));
        }
        return NaiveDeviations.episodes(history, 2, 2);
    }
}

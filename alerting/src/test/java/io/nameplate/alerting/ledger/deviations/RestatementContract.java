/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.alerting.Sample;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.results.Approval;
import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.alerting.ledger.results.ResultBook;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.BlockLosses;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.Coverage;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.Provenance;
import java.time.Clock;
import java.time.Duration;
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
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Results and their restatements in any order, from the stream job and from resettlements, through the whole ledger: what stands is
 * what a naive scan of the latest statements finds, and deviations keep their ids or end where everybody sees it.
 */
public abstract class RestatementContract {

    private static final int INTERVALS = 40;
    private static final long[] LOSSES = {0, 512_000, 99_000};

    private final ObjectMapper json = new ObjectMapper();

    /** An empty database. */
    protected abstract DataSource empty() throws Exception;

    private record Statement(int interval, int counter, long lost) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 5, 8})
    void idsStayWhateverTheOrderOfRestatements(long seed) throws Exception {
        Random random = new Random(seed);
        DataSource source = empty();
        Flyway.configure().dataSource(source).load().migrate();
        Database database = new Database(source);
        Clock clock = Clock.fixed(Sample.START, ZoneOffset.UTC);
        RegistryBook registry = new RegistryBook(database, clock);
        registry.post(Sample.registry());
        ResultBook results = new ResultBook(
                database,
                clock,
                registry::registry,
                (hall, start) -> Optional.empty(),
                new DeviationBook(clock, registry::registry, registry::latestRegistry));
        DeviationReader deviations = new DeviationReader(database);
        Map<Integer, Statement> latest = new HashMap<>();
        Set<Integer> resettled = new HashSet<>();
        Set<Long> ended = new HashSet<>();
        List<Statement> statements = statements(random);
        List<Statement> posted = new ArrayList<>();
        List<Deviation> stood = List.of();
        for (int at = 0; at < statements.size(); ) {
            boolean resettles = random.nextInt(6) == 0;
            int size = resettles ? 1 : 1 + random.nextInt(5);
            List<Statement> batch = statements.subList(at, Math.min(statements.size(), at + size));
            at += batch.size();
            if (resettles) {
                Statement chosen = batch.get(0);
                Statement before = latest.get(chosen.interval());
                resettle(database, results, chosen);
                if (before == null || before.lost() != chosen.lost()) {
                    resettled.add(chosen.interval());
                    latest.put(chosen.interval(), chosen);
                }
            } else {
                take(results, batch);
                posted.addAll(batch);
                for (Statement said : batch) {
                    if (!resettled.contains(said.interval())) {
                        latest.merge(said.interval(), said, (a, b) -> a.counter() > b.counter() ? a : b);
                    }
                }
            }
            String where = "seed " + seed + " after " + at;
            List<Deviation> now = deviations.all();
            check(now, latest, ended, where);
            NaiveDeviations.checkIds(stood, now, where);
            stood = now;
        }
        assertThat(deviations.all()).as("seed %d", seed).isNotEmpty();
        List<Deviation> before = deviations.all();
        int events = deviations.eventsAfter(0).size();
        take(results, posted);
        assertThat(deviations.all()).as("seed %d: said again", seed).isEqualTo(before);
        assertThat(deviations.eventsAfter(0)).hasSize(events);
    }

    private static List<Statement> statements(Random random) {
        List<Statement> statements = new ArrayList<>();
        int counter = 0;
        for (int round = 0; round < 3; round++) {
            for (int interval = 0; interval < INTERVALS; interval++) {
                if (round == 0 || random.nextInt(3) == 0) {
                    statements.add(new Statement(interval, ++counter, LOSSES[random.nextInt(LOSSES.length)]));
                }
            }
        }
        Collections.shuffle(statements, random);
        return statements;
    }

    private void take(ResultBook results, List<Statement> batch) {
        List<JsonNode> bodies = batch.stream()
                .map(said -> json.<JsonNode>valueToTree(
                        Sample.result(said.interval(), said.counter(), "settled", "UNCOOLED", said.lost())))
                .toList();
        assertThat(results.take(5, "test", bodies)).isInstanceOf(Intake.Taken.class);
    }

    private static void resettle(Database database, ResultBook results, Statement said) {
        long lost = said.lost();
        Map<State, Long> states = new HashMap<>(Map.of(State.UTILIZED, Sample.CONTRACTED - lost));
        Map<State, Long> losses = lost == 0 ? Map.of() : Map.of(State.UNCOOLED, lost);
        states.putAll(losses);
        Content content = new Content(
                new LeaseId("acme-17"),
                new LineId("h100"),
                Sample.interval(said.interval()),
                Duration.ofSeconds(10),
                Sample.CONTRACTED,
                states,
                Map.of(),
                new TreeMap<>(lost == 0 ? Map.of() : Map.of(new BlockId("b1"), losses)),
                1,
                Content.RULE_VERSION);
        int value = value(lost);
        Judgement judged = new Judgement(
                Term.Kind.AVAILABILITY,
                value < 990 ? Judgement.Outcome.BREACHED : Judgement.Outcome.MET,
                990,
                value,
                lost == 0 ? null : Layer.COOLING,
                lost == 0 ? Map.of() : Map.of(Layer.COOLING, lost),
                value < 990 ? lostInB1(lost) : BlockLosses.NONE);
        LineResult result = new LineResult(
                content,
                List.of(judged),
                List.of(),
                new Provenance("%064x".formatted(said.counter())),
                Coverage.UNTOLD);
        database.ordered(connection ->
                results.resettle(connection, List.of(result), new Approval(Approval.Reason.LATE_EVIDENCE, "ada")));
    }

    private static int value(long lost) {
        return (int) ((Sample.CONTRACTED - lost) * 1000 / Sample.CONTRACTED);
    }

    private static void check(List<Deviation> all, Map<Integer, Statement> latest, Set<Long> ended, String where) {
        List<Episode> standing =
                NaiveDeviations.standing(all).stream().map(Deviation::episode).toList();
        assertThat(standing).as(where).isEqualTo(naive(latest));
        Map<Long, Deviation> byId = new HashMap<>();
        all.forEach(deviation -> byId.put(deviation.id().number(), deviation));
        for (Deviation deviation : all) {
            long id = deviation.id().number();
            if (deviation.stands()) {
                assertThat(ended).as("%s: %s came back", where, deviation.id()).doesNotContain(id);
            } else {
                ended.add(id);
            }
            assertThat(deviation.mergedInto().isPresent())
                    .as("%s: %s says into what it was merged", where, deviation.id())
                    .isEqualTo(deviation.state() == Deviation.State.MERGED);
            deviation.mergedInto().ifPresent(into -> {
                assertThat(into.number()).as("%s: the oldest id stays", where).isLessThan(id);
                assertThat(byId).as(where).containsKey(into.number());
            });
        }
    }

    private static BlockLosses lostInB1(long lost) {
        return new BlockLosses(new TreeMap<>(Map.of(Layer.COOLING, new TreeMap<>(Map.of(new BlockId("b1"), lost)))));
    }

    private static List<Episode> naive(Map<Integer, Statement> latest) {
        List<Outcome> history = new ArrayList<>();
        new TreeMap<>(latest).values().forEach(said -> {
            int value = value(said.lost());
            boolean breached = value < 990;
            history.add(new Outcome(
                    Sample.interval(said.interval()).getEpochSecond(),
                    10,
                    breached ? Judgement.Outcome.BREACHED : Judgement.Outcome.MET,
                    breached ? Map.of(Layer.COOLING, said.lost()) : Map.of(),
                    breached ? lostInB1(said.lost()) : BlockLosses.NONE,
                    breached ? value : 1000,
                    990,
                    false));
        });
        return NaiveDeviations.episodes(history, 2, 2);
    }
}

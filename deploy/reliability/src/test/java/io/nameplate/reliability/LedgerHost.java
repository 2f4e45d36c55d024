/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.DeviationBook;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.alerting.ledger.evidence.EvidenceBook;
import io.nameplate.alerting.ledger.evidence.EvidenceStore;
import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.alerting.ledger.results.Interval;
import io.nameplate.alerting.ledger.results.LineHead;
import io.nameplate.alerting.ledger.results.ResultBook;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.streamjobs.flow.HallWord;
import io.nameplate.streamjobs.flow.SettledThrough;
import io.nameplate.streamjobs.sink.SinkDoor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;

/** The ledger's own books on a database in memory, and the way there, on which answers and questions get lost. */
final class LedgerHost {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Is told what changed in the ledger. */
    interface Listener {
        void changed(Intake.Change change, long generation);

        void refused(String why);

        /** A job was taken at its word although a newer one had written. */
        void fenceBroken(long generation, long newest);
    }

    private final JdbcConnectionPool pool;
    private final List<String> tables = new ArrayList<>();
    private final List<String> firstRows = new ArrayList<>();
    private ResultBook results;
    private EvidenceBook evidence;
    private ResultReader reader;
    private DeviationReader deviations;
    private Random random;
    private Listener listener;
    private long newest;
    boolean down;
    /** Per mille of requests that are not answered, half of them after they were done. */
    int mischief;

    LedgerHost() {
        pool = JdbcConnectionPool.create(
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=512", "sa", "");
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (Path script : scripts()) {
                for (String part : Files.readString(script).split(";\\s*\\n")) {
                    statement.execute(part);
                    String bare = part.replaceAll("(?m)^--.*$", "").strip();
                    if (bare.startsWith("INSERT")) {
                        firstRows.add(bare);
                    }
                }
            }
            try (ResultSet rows = statement.executeQuery(
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
        } catch (SQLException | IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** The ledger's migrations, in order. */
    private static List<Path> scripts() throws IOException {
        Path home = Path.of(System.getProperty("nameplate.home", "../.."));
        try (Stream<Path> all = Files.list(home.resolve("alerting/src/main/resources/db/migration"))) {
            return all.sorted(Comparator.comparingInt(LedgerHost::number)).toList();
        }
    }

    private static int number(Path script) {
        String name = script.getFileName().toString();
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }

    /** Forgets everything. */
    void begin(Versions versions, Clock clock, Random newRandom, Listener newListener) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : tables) {
                statement.execute("TRUNCATE TABLE " + table + " RESTART IDENTITY");
            }
            for (String row : firstRows) {
                statement.execute(row);
            }
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
        Database database = new Database(pool);
        DeviationBook book = new DeviationBook(clock, versions::version, () -> Optional.of(versions.current()));
        EvidenceStore store = new EvidenceStore(new EvidenceShelf());
        results = new ResultBook(database, clock, versions::version, store::latest, book);
        evidence = new EvidenceBook(database, store, versions::version, clock);
        reader = new ResultReader(database);
        deviations = new DeviationReader(database);
        random = newRandom;
        listener = newListener;
        newest = 0;
        down = false;
        mischief = 0;
    }

    /** The ledger as one job's process reaches it. */
    SinkDoor.Ledger asSeenBy(Steps steps) {
        return new SinkDoor.Ledger() {
            @Override
            public SinkDoor.Answer results(String body) {
                steps.pass("before results are posted");
                SinkDoor.Answer answer = answered(() -> take(body));
                steps.pass("behind results are posted");
                return answer;
            }

            @Override
            public SinkDoor.Answer evidence(HallWord.Evidence piece) {
                steps.pass("before evidence is put");
                SinkDoor.Answer answer = answered(() -> take(piece));
                steps.pass("behind evidence is put");
                return answer;
            }
        };
    }

    private interface Request {
        SinkDoor.Answer run();
    }

    private SinkDoor.Answer answered(Request request) {
        if (down) {
            return new SinkDoor.Answer(0, "nobody there");
        }
        int luck = random.nextInt(2000);
        if (luck < mischief) {
            return new SinkDoor.Answer(503, "busy");
        }
        SinkDoor.Answer answer = request.run();
        return luck < 2 * mischief ? new SinkDoor.Answer(0, "the answer is lost") : answer;
    }

    private SinkDoor.Answer take(String body) {
        JsonNode batch;
        try {
            batch = JSON.readTree(body);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException(broken);
        }
        List<JsonNode> all = new ArrayList<>();
        batch.get("results").forEach(all::add);
        long generation = batch.get("generation").asLong();
        Intake intake = results.take(generation, batch.get("job").asText(), all);
        if (intake instanceof Intake.Stale stale) {
            return new SinkDoor.Answer(409, "stale: " + stale.generation());
        }
        Intake.Taken taken = (Intake.Taken) intake;
        wrote(generation);
        taken.changes().forEach(change -> listener.changed(change, generation));
        taken.refused().forEach(refused -> listener.refused(refused.reason()));
        return new SinkDoor.Answer(
                200,
                "{\"accepted\":%d,\"unchanged\":%d,\"refused\":[]}".formatted(taken.accepted(), taken.unchanged()));
    }

    private SinkDoor.Answer take(HallWord.Evidence piece) {
        EvidenceBook.Answer answer = evidence.take(
                piece.generation(),
                "simulated",
                piece.hall(),
                Instant.ofEpochSecond(piece.start()),
                piece.late(),
                piece.canonical());
        if (answer instanceof EvidenceBook.Answer.Stale stale) {
            return new SinkDoor.Answer(409, "stale: " + stale.generation());
        }
        if (answer instanceof EvidenceBook.Answer.Unfit unfit) {
            listener.refused(unfit.reason());
            return new SinkDoor.Answer(422, unfit.reason());
        }
        wrote(piece.generation());
        return new SinkDoor.Answer(200, "{\"accepted\":0,\"unchanged\":0,\"refused\":[]}");
    }

    private void wrote(long generation) {
        if (generation < newest) {
            listener.fenceBroken(generation, newest);
        }
        newest = Math.max(newest, generation);
    }

    /** The highest generation that wrote. */
    long newest() {
        return newest;
    }

    /** What a job that begins without state is told. */
    List<SettledThrough> settled() {
        return reader.heads().stream()
                .filter(head -> head.settled().isPresent())
                .map(head -> new SettledThrough(
                        head.lease().value(),
                        head.line().value(),
                        head.settled().orElseThrow().getEpochSecond(),
                        reader.open(head).stream()
                                .map(gap -> new SettledThrough.Stretch(
                                        gap.from().getEpochSecond(), gap.to().getEpochSecond()))
                                .toList()))
                .toList();
    }

    /** Every interval of every line. */
    List<Interval> intervals() {
        List<Interval> all = new ArrayList<>();
        for (LineHead head : reader.heads()) {
            all.addAll(reader.intervals(head.lease(), head.line(), Instant.EPOCH, Instant.MAX.minusSeconds(9), 10_000));
        }
        return all;
    }

    List<Judgement> judgements(LeaseId lease, LineId line, Instant start) {
        return reader.judgements(lease, line, start);
    }

    List<Deviation> deviations() {
        return deviations.all();
    }

    EvidenceBook evidence() {
        return evidence;
    }

    /** Kinds of what happened to deviations. */
    Set<String> events() {
        Set<String> kinds = new HashSet<>();
        deviations.eventsAfter(0).forEach(event -> kinds.add(event.kind()));
        return kinds;
    }

    void close() {
        pool.dispose();
    }
}

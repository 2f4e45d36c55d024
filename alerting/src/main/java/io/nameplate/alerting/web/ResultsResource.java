/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.alerting.ledger.results.ResultBook;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.alerting.ledger.results.Revision;
import io.nameplate.alerting.ledger.results.StandingReader;
import io.nameplate.alerting.ledger.results.Stretch;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Results over HTTP: the stream job writes them and asks how far they are settled. */
@Path("/api/v1")
@Tag(name = "results")
public final class ResultsResource {

    private final ResultBook book;
    private final ResultReader reader;
    private final StandingReader standings;
    private final LiveEvents events;

    ResultsResource(ResultBook book, ResultReader reader, StandingReader standings, LiveEvents events) {
        this.events = events;
        this.standings = standings;
        this.book = book;
        this.reader = reader;
    }

    /** The body of a post: a job's results. */
    public record Batch(
            @Nullable Long generation,
            @Nullable String job,
            @Nullable List<JsonNode> results) {}

    /** The answer to a post. */
    public record Taken(int accepted, int unchanged, List<Intake.Refused> refused) {}

    /** How far every line is settled. */
    public record Settled(List<SettledLine> lines) {}

    /** How far a line is settled, and what is open before that. */
    public record SettledLine(LeaseId lease, LineId line, Instant latestIntervalStart, List<Stretch> open) {}

    @POST
    @Path("results")
    @Operation(summary = "Record results; single bad ones are refused with index and reason, the others are kept")
    public Taken post(Batch batch) {
        Intake intake = book.take(
                Problems.required(batch.generation(), "generation"),
                Problems.required(batch.job(), "job"),
                Problems.required(batch.results(), "results"));
        if (intake instanceof Intake.Stale stale) {
            throw Problems.staleGeneration(stale.generation());
        }
        Intake.Taken taken = (Intake.Taken) intake;
        events.tell(taken);
        return new Taken(taken.accepted(), taken.unchanged(), taken.refused());
    }

    @GET
    @Path("settled")
    @Operation(
            summary =
                    "The latest settled interval of every line, and what is open before it: all else need not be settled again")
    public Settled settled() {
        return new Settled(reader.heads().stream()
                .filter(head -> head.settled().isPresent())
                .map(head -> new SettledLine(
                        head.lease(), head.line(), head.settled().orElseThrow(), reader.open(head)))
                .toList());
    }

    @GET
    @Path("results/{lease}/{line}/{interval_start}")
    @Operation(
            summary =
                    "Every revision of an interval, with its hashes, how it was judged, and the nodes that lost most in it")
    public Revisions revisions(
            @PathParam("lease") String lease,
            @PathParam("line") String line,
            @PathParam("interval_start") String start) {
        LeaseId ofLease = Problems.read(lease, LeaseId::new);
        LineId ofLine = Problems.read(line, LineId::new);
        Instant at = instant(start);
        List<Revision> revisions = reader.revisions(ofLease, ofLine, at);
        if (revisions.isEmpty()) {
            throw Problems.notFound("no revision of " + lease + "/" + line + " at " + start + " is settled");
        }
        return new Revisions(
                revisions,
                reader.judgements(ofLease, ofLine, at).stream()
                        .map(Views.JudgementView::of)
                        .toList(),
                reader.interval(ofLease, ofLine, at)
                        .map(interval -> standings.of(interval).stream()
                                .map(Views.WorstView::of)
                                .toList())
                        .orElse(List.of()));
    }

    /** The history of an interval, how its latest revision was judged, and the nodes that lost most in it. */
    public record Revisions(
            List<Revision> revisions, List<Views.JudgementView> judgements, List<Views.WorstView> worstNodes) {}

    static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException wrong) {
            throw Problems.of(400, "bad request", "'" + text + "' is not a UTC instant such as 2026-06-01T00:00:00Z");
        }
    }
}

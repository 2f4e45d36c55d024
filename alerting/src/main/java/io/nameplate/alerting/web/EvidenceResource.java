/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.nameplate.alerting.ledger.evidence.EvidenceBook;
import io.nameplate.alerting.ledger.evidence.Kept;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.HallId;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What settled results rest on, by hall and interval, as canonical bytes. */
@Path("/api/v1/evidence/{hall}/{interval_start}")
@Tag(name = "evidence")
public final class EvidenceResource {

    private final EvidenceBook book;

    EvidenceResource(EvidenceBook book) {
        this.book = book;
    }

    /** The answer to a put: the newest version, 0 for a late piece, and the hash of its bytes. */
    public record Taken(
            int version, String sha256, @JsonProperty("new") boolean isNew) {}

    /** The late pieces of an interval, by the hash of their bytes. */
    public record Late(List<String> sha256) {}

    @PUT
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(
            summary = "Merge evidence into what is kept of the hall's interval; what says nothing new changes nothing")
    public Taken put(
            @PathParam("hall") String hall,
            @PathParam("interval_start") String start,
            @QueryParam("generation") @Nullable Long generation,
            @QueryParam("job") @Nullable String job,
            byte[] canonical) {
        return take(hall, start, generation, job, false, canonical);
    }

    @PUT
    @Path("late")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Keep evidence that came too late beside what is kept of the hall's interval")
    public Taken putLate(
            @PathParam("hall") String hall,
            @PathParam("interval_start") String start,
            @QueryParam("generation") @Nullable Long generation,
            @QueryParam("job") @Nullable String job,
            byte[] canonical) {
        return take(hall, start, generation, job, true, canonical);
    }

    private Taken take(
            String hall,
            String start,
            @Nullable Long generation,
            @Nullable String job,
            boolean late,
            byte[] canonical) {
        if (canonical.length > KeptEvidence.MAX_BYTES) {
            throw Problems.of(
                    413,
                    "too large",
                    "evidence of one hall and interval has at most " + KeptEvidence.MAX_BYTES + " bytes, not "
                            + canonical.length);
        }
        EvidenceBook.Answer answer = book.take(
                Problems.required(generation, "generation"),
                Problems.required(job, "job"),
                Problems.read(hall, HallId::new),
                ResultsResource.instant(start),
                late,
                canonical);
        if (answer instanceof EvidenceBook.Answer.Stale stale) {
            throw Problems.staleGeneration(stale.generation());
        }
        if (answer instanceof EvidenceBook.Answer.Unfit unfit) {
            throw Problems.of(422, "unfit evidence", unfit.reason());
        }
        Kept kept = ((EvidenceBook.Answer.Taken) answer).kept();
        return new Taken(kept.version(), kept.sha256(), kept.isNew());
    }

    @GET
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "The newest version of what is kept, or the one asked for")
    public byte[] get(
            @PathParam("hall") String hall,
            @PathParam("interval_start") String start,
            @QueryParam("version") @Nullable Integer version) {
        HallId id = Problems.read(hall, HallId::new);
        Instant at = ResultsResource.instant(start);
        Optional<byte[]> found =
                version == null ? book.store().latest(id, at) : book.store().version(id, at, version);
        return found.orElseThrow(() -> Problems.notFound("no such evidence of hall " + id + " is kept at " + at));
    }

    @GET
    @Path("late")
    @Operation(summary = "The late pieces")
    public Late late(@PathParam("hall") String hall, @PathParam("interval_start") String start) {
        return new Late(book.store().late(Problems.read(hall, HallId::new), ResultsResource.instant(start)));
    }

    @GET
    @Path("late/{sha256}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "A late piece")
    public byte[] latePiece(
            @PathParam("hall") String hall,
            @PathParam("interval_start") String start,
            @PathParam("sha256") String sha256) {
        return book.store()
                .late(Problems.read(hall, HallId::new), ResultsResource.instant(start), sha256)
                .orElseThrow(() -> Problems.notFound("no late piece has the hash " + sha256));
    }
}

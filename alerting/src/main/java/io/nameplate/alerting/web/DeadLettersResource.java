/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import io.nameplate.alerting.ledger.deadletters.DeadLetter;
import io.nameplate.alerting.ledger.deadletters.DeadLetterBook;
import io.nameplate.alerting.ledger.deadletters.Filed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the stream job could not read: it files it here, and an operator looks at it. */
@Path("/api/v1/dead-letters")
@Tag(name = "dead letters")
public final class DeadLettersResource {

    private final DeadLetterBook book;

    DeadLettersResource(DeadLetterBook book) {
        this.book = book;
    }

    /** The body of a post. */
    public record Letters(@Nullable String job, @Nullable List<Letter> letters) {}

    /** One of it. */
    public record Letter(
            @Nullable String source,
            @Nullable String reason,
            @Nullable Long bytes,
            @Nullable String sha256,
            @Nullable String sample) {}

    /** How many came in all. */
    public record Count(long counted) {}

    /** All that came, and the newest of them. */
    public record Answer(long counted, List<Shown> letters) {}

    /** One that is kept. */
    public record Shown(
            String source,
            String reason,
            long bytes,
            String sha256,
            String sample,
            String job,
            long times,
            Instant firstAt,
            Instant lastAt) {

        static Shown of(Filed filed) {
            DeadLetter letter = filed.letter();
            return new Shown(
                    letter.source(),
                    letter.reason(),
                    letter.bytes(),
                    letter.sha256(),
                    letter.sample(),
                    filed.job(),
                    filed.times(),
                    filed.firstAt(),
                    filed.lastAt());
        }
    }

    @POST
    @Operation(summary = "File what could not be read, with its first bytes")
    public Count post(Letters posted) {
        List<DeadLetter> letters = Problems.required(posted.letters(), "letters").stream()
                .map(letter -> Problems.read(
                        Problems.required(letter.source(), "letters[].source"),
                        source -> new DeadLetter(
                                source,
                                Problems.required(letter.reason(), "letters[].reason"),
                                Problems.required(letter.bytes(), "letters[].bytes"),
                                Problems.required(letter.sha256(), "letters[].sha256"),
                                Problems.required(letter.sample(), "letters[].sample"))))
                .toList();
        book.file(Problems.required(posted.job(), "job"), letters);
        return new Count(book.count());
    }

    @GET
    @Operation(summary = "How many came in all, and the newest, the last one first")
    public Answer list(@QueryParam("limit") @DefaultValue("100") int limit) {
        return new Answer(
                book.count(),
                book.newest(Math.max(1, Math.min(limit, DeadLetterBook.KEPT))).stream()
                        .map(Shown::of)
                        .toList());
    }
}

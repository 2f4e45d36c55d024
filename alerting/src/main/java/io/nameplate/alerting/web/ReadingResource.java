/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import io.nameplate.alerting.alert.outbox.Notification;
import io.nameplate.alerting.alert.outbox.Outbox;
import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.DeviationId;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.results.ResultBook;
import io.nameplate.alerting.ledger.results.ResultExport;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What spans leases: deviations, contents, messages, counts. */
@Path("/api/v1")
@Tag(name = "reading")
public final class ReadingResource {

    private static final Instant END_OF_TIME = Instant.parse("9999-01-01T00:00:00Z");

    private final RegistryBook registry;
    private final ResultBook book;
    private final ResultReader results;
    private final ResultExport export;
    private final DeviationReader deviations;
    private final Outbox outbox;

    ReadingResource(
            RegistryBook registry,
            ResultBook book,
            ResultReader results,
            ResultExport export,
            DeviationReader deviations,
            Outbox outbox) {
        this.registry = registry;
        this.book = book;
        this.results = results;
        this.export = export;
        this.deviations = deviations;
        this.outbox = outbox;
    }

    /** A message and its fate. */
    public record Message(
            String key,
            String channel,
            String recipient,
            String deviation,
            String lease,
            String kind,
            String subject,
            int attempts,
            Instant createdAt,
            @Nullable Instant sentAt,
            @Nullable String lastError) {

        static Message of(Notification notification) {
            return new Message(
                    notification.key(),
                    notification.channel(),
                    notification.message().recipient(),
                    notification.deviation().toString(),
                    notification.lease(),
                    notification.kind(),
                    notification.message().subject(),
                    notification.attempts(),
                    notification.createdAt(),
                    notification.sentAt().orElse(null),
                    notification.lastError().orElse(null));
        }
    }

    /** Counts of the whole ledger. */
    public record Status(
            long results,
            long provisional,
            long revisions,
            long restated,
            long deviationsOpen,
            long deviationsClosed,
            long deviationsMerged,
            long deviationsWithdrawn,
            long notificationsSent,
            long notificationsPending,
            long registryVersion,
            long generation) {}

    @GET
    @Path("deviations")
    @Operation(summary = "Deviations of every lease, all of them or those in one state")
    public List<Views.DeviationView> deviations(@QueryParam("state") @Nullable String state) {
        Optional<Deviation.State> wanted = Optional.ofNullable(state)
                .map(text -> Problems.read(text.toUpperCase(Locale.ROOT), Deviation.State::valueOf));
        Map<LeaseId, Lease> leases =
                registry.latestRegistry().map(known -> known.leases()).orElse(Map.of());
        return wanted.map(deviations::inState).orElseGet(deviations::all).stream()
                .map(Deviation::lease)
                .distinct()
                .flatMap(lease -> Views.DeviationView.all(deviations.ofLease(lease), leases.get(lease)).stream())
                .filter(deviation -> wanted.isEmpty()
                        || deviation.state().equals(wanted.get().text()))
                .sorted(Comparator.comparing(deviation -> DeviationId.of(deviation.id())))
                .toList();
    }

    @GET
    @Path("contents")
    @Produces("application/x-ndjson")
    @Operation(summary = "Latest settled contents, the same bytes as the offline settlement")
    public Response contents(@QueryParam("lease") @Nullable String lease, @QueryParam("line") @Nullable String line) {
        Optional<LeaseId> ofLease = Optional.ofNullable(lease).map(text -> Problems.read(text, LeaseId::new));
        Optional<LineId> ofLine = Optional.ofNullable(line).map(text -> Problems.read(text, LineId::new));
        StreamingOutput body = lines(sink -> results.contents(ofLease, ofLine, sink));
        String name = "nameplate" + ofLease.map(id -> "-" + id).orElse("")
                + ofLine.map(id -> "-" + id).orElse("");
        return Response.ok(body)
                .header("Content-Disposition", "attachment; filename=\"" + name + ".jsonl\"")
                .build();
    }

    @GET
    @Path("results")
    @Produces("application/x-ndjson")
    @Operation(summary = "What every interval is known to be now, settled or provisional, in the words of a post")
    public Response results(
            @QueryParam("lease") @Nullable String lease,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        Optional<LeaseId> ofLease = Optional.ofNullable(lease).map(text -> Problems.read(text, LeaseId::new));
        Instant first = from == null ? Instant.EPOCH : ResultsResource.instant(from);
        Instant end = to == null ? END_OF_TIME : ResultsResource.instant(to);
        return Response.ok(lines(sink -> export.all(ofLease, first, end, sink))).build();
    }

    /** A body of lines, written as they are read. */
    private static StreamingOutput lines(Consumer<ResultReader.ContentSink> source) {
        return out -> {
            try {
                source.accept(line -> {
                    try {
                        out.write(line.getBytes(StandardCharsets.UTF_8));
                        out.write('\n');
                    } catch (IOException gone) {
                        throw new UncheckedIOException(gone);
                    }
                });
            } catch (UncheckedIOException gone) {
                throw gone.getCause();
            }
        };
    }

    @GET
    @Path("notifications")
    @Operation(summary = "Messages, the latest first")
    public List<Message> notifications() {
        return outbox.all(1000).stream().map(Message::of).toList();
    }

    @GET
    @Path("status")
    @Operation(summary = "Counts of the whole ledger")
    public Status status() {
        Map<String, Long> counts = results.counts();
        Map<Deviation.State, Long> states = deviations.counts();
        return new Status(
                counts.getOrDefault("results", 0L),
                counts.getOrDefault("provisional", 0L),
                counts.getOrDefault("revisions", 0L),
                counts.getOrDefault("restated", 0L),
                states.getOrDefault(Deviation.State.OPEN, 0L),
                states.getOrDefault(Deviation.State.CLOSED, 0L),
                states.getOrDefault(Deviation.State.MERGED, 0L),
                states.getOrDefault(Deviation.State.WITHDRAWN, 0L),
                outbox.countSent(),
                outbox.countPending(),
                registry.latestNumber(),
                book.generation());
    }
}

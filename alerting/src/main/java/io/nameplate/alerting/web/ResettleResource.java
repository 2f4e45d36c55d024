/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.resettle.Order;
import io.nameplate.alerting.ledger.resettle.ResettleBook;
import io.nameplate.alerting.ledger.resettle.Summary;
import io.nameplate.alerting.ledger.resettle.Told;
import io.nameplate.model.language.LeaseId;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Settles again what the stream job has let go, as somebody asks who stands for it with a name. */
@Path("/api/v1/resettle")
@Tag(name = "resettle")
public final class ResettleResource {

    private final ResettleBook book;
    private final RegistryBook registry;
    private final LiveEvents events;

    ResettleResource(ResettleBook book, RegistryBook registry, LiveEvents events) {
        this.book = book;
        this.registry = registry;
        this.events = events;
    }

    @POST
    @Produces({"text/plain; charset=utf-8", "application/x-ndjson"})
    @Operation(
            summary =
                    "Settle again late evidence, or under a registry version; told interval by interval, the last line"
                            + " is the summary")
    public Response resettle(
            @QueryParam("approver") @Nullable String approver,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("lease") @Nullable String lease,
            @QueryParam("registry_version") @Nullable Long registryVersion,
            @QueryParam("dry_run") @DefaultValue("false") boolean dryRun,
            @QueryParam("force") @DefaultValue("false") boolean force,
            @QueryParam("as") @DefaultValue("text") String as) {
        if (registryVersion != null && registry.registry(registryVersion).isEmpty()) {
            throw Problems.notFound("registry version " + registryVersion + " is not in the ledger");
        }
        String approved = approver == null && dryRun ? "nobody" : Problems.required(approver, "approver");
        Order order = Problems.read(
                approved,
                name -> new Order(
                        at(from),
                        at(to),
                        Optional.ofNullable(lease).map(LeaseId::new),
                        registryVersion == null ? OptionalLong.empty() : OptionalLong.of(registryVersion),
                        name,
                        dryRun,
                        force));
        boolean text = as.equals("text");
        Function<Told, String> said = text ? Told::text : told -> told.json() + "\n";
        StreamingOutput body = out -> {
            Consumer<String> line = words -> {
                try {
                    out.write(words.getBytes(StandardCharsets.UTF_8));
                    out.flush();
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
            };
            Summary summary = book.run(order, told -> line.accept(said.apply(told)), events::tell);
            line.accept((text ? summary.text() : summary.json()) + "\n");
        };
        return Response.ok(body)
                .type(text ? "text/plain; charset=utf-8" : "application/x-ndjson")
                .build();
    }

    private static Optional<Instant> at(@Nullable String text) {
        return Optional.ofNullable(text).map(ResultsResource::instant);
    }
}

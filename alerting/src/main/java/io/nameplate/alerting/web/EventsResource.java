/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** News as server-sent events, with a sign of life every ten seconds. */
@Path("/api/v1/events")
@Tag(name = "reading")
public final class EventsResource {

    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    private final LiveEvents events;

    EventsResource(LiveEvents events) {
        this.events = events;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(summary = "result, deviation and alive events")
    public Multi<OutboundSseEvent> events(@Context Sse sse) {
        LiveEvents.Event alive = new LiveEvents.Event("alive", Map.of());
        Multi<LiveEvents.Event> first = Multi.createFrom().item(alive);
        Multi<LiveEvents.Event> signs = Multi.createFrom()
                .ticks()
                .every(SIGN_OF_LIFE)
                .onOverflow()
                .drop()
                .map(tick -> alive);
        return Multi.createBy()
                .merging()
                .streams(first, events.stream(), signs)
                .map(event -> sse.newEventBuilder()
                        .name(event.name())
                        .data(event.data())
                        .build());
    }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.alerting.ledger.orders.Fate;
import io.nameplate.alerting.ledger.orders.KeptOrder;
import io.nameplate.alerting.ledger.orders.OrderBook;
import io.nameplate.alerting.ledger.orders.Taken;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.OrderId;
import io.nameplate.model.language.Window;
import io.nameplate.orders.LoadTarget;
import io.nameplate.orders.SignedOrder;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Orders that a grid operator's provider signed: collectors bring them, and everybody can see what became of them. */
@Path("/api/v1/orders")
@Tag(name = "orders")
public final class OrdersResource {

    private static final int MOST = 1_000;

    /** Bytes of the body of a put: the longest signature twice. */
    private static final int LONGEST_BODY = 2 * SignedOrder.LONGEST;

    private final OrderBook book;
    private final ObjectMapper json;

    OrdersResource(OrderBook book, ObjectMapper json) {
        this.book = book;
        this.json = json;
    }

    /** The body of a put. */
    public record Sent(
            @Nullable String signed,
            @Nullable Instant receivedAt,
            @Nullable String collector) {}

    /** The answer to a put: the version of the registry that has it, 0 while there is no registry. */
    public record Answer(
            String id,
            long registryVersion,
            @JsonProperty("new") boolean isNew) {}

    /** An order with its proof and what became of it. */
    public record Shown(
            String id,
            String provider,
            String key,
            String signed,
            Instant receivedAt,
            Instant recordedAt,
            String collector,
            List<Target> targets) {

        static Shown of(List<Fate> fates) {
            KeptOrder order = fates.get(0).order();
            return new Shown(
                    order.id(),
                    order.provider(),
                    order.kid(),
                    order.signed(),
                    order.receivedAt(),
                    order.recordedAt(),
                    order.collector(),
                    fates.stream().map(Target::of).toList());
        }
    }

    /**
     * What it asks for, and what became of that.
     *
     * @param feeds empty for all
     * @param watts null where it lifts the limit
     */
    public record Target(
            @Nullable Instant from,
            @Nullable Instant to,
            List<String> feeds,
            @Nullable Double watts,
            List<Made> windows,
            List<String> sentences) {

        static Target of(Fate fate) {
            LoadTarget target = fate.target();
            return new Target(
                    target.from(),
                    target.to(),
                    target.feeds(),
                    target.isLifted() ? null : target.watts(),
                    fate.windows().stream().map(Made::of).toList(),
                    fate.sentences());
        }
    }

    /** A window that was made of it. */
    public record Made(String id, Instant from, Instant to) {
        static Made of(Window window) {
            return new Made(window.id().value(), window.from(), window.to());
        }
    }

    @PUT
    @Path("{id}")
    @Operation(summary = "Record an order by its signature; the same one again changes nothing")
    public Answer put(
            @PathParam("id") String id,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Sent.class)))
                    InputStream body)
            throws JsonProcessingException {
        Sent sent = sent(body);
        String collector = Problems.required(sent.collector(), "collector");
        Taken taken = book.take(
                Problems.read(id, OrderId::new).value(),
                Problems.required(sent.signed(), "signed"),
                Problems.required(sent.receivedAt(), "received_at"),
                Problems.read(collector, CollectorId::new).value());
        if (taken instanceof Taken.OtherText other) {
            throw Problems.of(409, "another text", other.sentence());
        }
        if (taken instanceof Taken.Unfit unfit) {
            throw Problems.of(422, "no order", unfit.sentence());
        }
        if (taken instanceof Taken.TooMany many) {
            throw Problems.of(429, "too many orders", many.sentence());
        }
        Taken.Recorded recorded = (Taken.Recorded) taken;
        return new Answer(id, recorded.version(), recorded.isNew());
    }

    /** Reads a body by itself: what every other call takes would be far too much here. */
    private Sent sent(InputStream body) throws JsonProcessingException {
        byte[] bytes;
        try {
            bytes = body.readNBytes(LONGEST_BODY + 1);
        } catch (IOException broken) {
            throw Problems.of(400, "bad request", "the body broke off before its end");
        }
        if (bytes.length > LONGEST_BODY) {
            throw Problems.of(
                    413,
                    "too large",
                    "the body of an order has at most " + LONGEST_BODY + " bytes, its signature at most "
                            + SignedOrder.LONGEST + " characters");
        }
        return Problems.required(json.readValue(new String(bytes, StandardCharsets.UTF_8), Sent.class), "body");
    }

    @GET
    @Path("{id}")
    @Operation(summary = "The text as it was signed, and what became of it by the latest registry")
    public Shown order(@PathParam("id") String id) {
        List<Fate> fates = book.fates(id);
        if (fates.isEmpty()) {
            throw Problems.notFound("no order '" + id + "' is recorded");
        }
        return Shown.of(fates);
    }

    @GET
    @Operation(summary = "The orders that were recorded last, the last one first")
    public List<Shown> orders(@QueryParam("limit") @DefaultValue("100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw Problems.of(400, "bad request", "'limit' is 1 to " + MOST);
        }
        return book.latest(limit).stream().map(Shown::of).toList();
    }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.nameplate.alerting.ledger.store.StoreException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors as {@code application/problem+json} (RFC 9457): a title, a sentence, and never a stack trace. */
public final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final String KIND = "application/problem+json";

    /** A problem with a title, a sentence and, where it helps, one more member. */
    static WebApplicationException of(int status, String title, String detail, String key, Object value) {
        Map<String, Object> body = body(status, title, detail);
        body.put(key, value);
        return new WebApplicationException(
                title, Response.status(status).type(KIND).entity(body).build());
    }

    static WebApplicationException of(int status, String title, String detail) {
        return new WebApplicationException(title, response(status, title, detail));
    }

    static WebApplicationException staleGeneration(long newer) {
        return of(
                409,
                "stale_generation",
                "a job of generation " + newer + " writes now; this one must stop",
                "generation",
                newer);
    }

    static WebApplicationException notFound(String detail) {
        return of(404, "not found", detail);
    }

    static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw of(400, "bad request", "'" + name + "' is missing");
        }
        return value;
    }

    /** Reads a value that the caller gave, such as an id; a wrong one is the caller's mistake. */
    static <T> T read(String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw of(400, "bad request", String.valueOf(wrong.getMessage()));
        }
    }

    private static Map<String, Object> body(int status, String title, String detail) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        return body;
    }

    private static Response response(int status, String title, String detail) {
        return Response.status(status)
                .type(KIND)
                .entity(body(status, title, detail))
                .build();
    }

    @ServerExceptionMapper
    public Response refused(WebApplicationException refused) {
        Response made = refused.getResponse();
        if (made.hasEntity()) {
            return made;
        }
        int status = made.getStatus();
        String cause = refused.getCause() instanceof JsonProcessingException json
                ? json.getOriginalMessage()
                : String.valueOf(refused.getMessage());
        return response(status, made.getStatusInfo().getReasonPhrase().toLowerCase(Locale.ROOT), cause);
    }

    @ServerExceptionMapper
    public Response unreadable(JsonProcessingException wrong) {
        return response(400, "bad request", wrong.getOriginalMessage());
    }

    @ServerExceptionMapper
    public Response unexpected(MismatchedInputException wrong) {
        return response(400, "bad request", wrong.getOriginalMessage());
    }

    @ServerExceptionMapper
    public Response store(StoreException failed) {
        log.atError()
                .setMessage("the ledger's database failed")
                .setCause(failed)
                .log();
        return response(503, "try again", "the ledger's database is not answering");
    }

    @ServerExceptionMapper
    public Response files(UncheckedIOException failed) {
        log.atError()
                .setMessage("a file of the ledger cannot be read or written")
                .setCause(failed)
                .log();
        return response(503, "try again", "a file of the ledger cannot be read or written");
    }

    @ServerExceptionMapper
    public Response broken(RuntimeException broken) {
        String id = UUID.randomUUID().toString();
        log.atError()
                .setMessage("a request failed")
                .addKeyValue("error_id", id)
                .setCause(broken)
                .log();
        return response(500, "internal error", "see the log for error " + id);
    }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import io.nameplate.collectors.http.BoundedBody;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Fetches with the JDK's client: HTTP/1.1, no redirects, one deadline for all of an answer, bounded bodies. */
public final class HttpFetcher implements Fetcher {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;

    static {
        sayWhyConnectsFail();
    }

    private final CertifiedClient client;
    private final int maxBytes;
    private final Manner manner;
    private final Optional<ShownSecret> token;
    private final Optional<ShownSecret> login;

    /** A fetcher of metrics. */
    public HttpFetcher(Credentials credentials, Duration connect, int maxBytes, Executor executor, Clock clock)
            throws IOException {
        this(Manner.METRICS, credentials, connect, maxBytes, executor, clock);
    }

    /**
     * A fetcher.
     *
     * @param executor runs what follows an answer
     * @throws IOException if a certificate or key cannot be used; it says which file
     */
    public HttpFetcher(
            Manner manner, Credentials credentials, Duration connect, int maxBytes, Executor executor, Clock clock)
            throws IOException {
        this.client = new CertifiedClient(
                credentials,
                () -> HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(connect)
                        .executor(executor),
                clock);
        this.maxBytes = maxBytes;
        this.manner = manner;
        this.token = credentials.token().map(file -> ShownSecret.ofToken(file, manner, clock));
        this.login = credentials.login().map(user -> ShownSecret.ofLogin(user, clock));
    }

    /**
     * Lets the JDK's client say why a connect failed: it tries a second time by itself otherwise, and of that only says that
     * its channel was closed. To be called before the process sends its first request.
     */
    public static void sayWhyConnectsFail() {
        System.setProperty("jdk.httpclient.disableRetryConnect", "true");
    }

    @Override
    public CompletableFuture<Fetched> fetch(URI uri, Duration timeout, String etag) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", manner.accept());
        token.flatMap(ShownSecret::now).ifPresent(word -> request.header(manner.tokenHeader(), word));
        login.flatMap(ShownSecret::now).ifPresent(word -> request.header("Authorization", word));
        if (!etag.isEmpty()) {
            request.header("If-None-Match", etag);
        }
        CompletableFuture<HttpResponse<byte[]>> answer = client.now()
                .sendAsync(
                        request.build(),
                        info -> info.statusCode() == OK
                                ? new BoundedBody(maxBytes)
                                : HttpResponse.BodySubscribers.replacing(new byte[0]));
        CompletableFuture<Fetched> fetched = answer.handle((whole, broken) -> fetched(whole, broken, !etag.isEmpty()));
        // the client's own timeout ends with the headers; this one is for all of the answer
        return fetched.completeOnTimeout(
                        Fetched.failed(Trouble.TIMEOUT, "no whole answer within " + timeout.toMillis() + " ms"),
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS)
                .whenComplete((done, never) -> answer.cancel(true));
    }

    private static Fetched fetched(
            @Nullable HttpResponse<byte[]> answer, @Nullable Throwable broken, boolean conditional) {
        if (answer == null) {
            return broken == null ? Fetched.failed(Trouble.BROKEN, "no answer") : failed(broken);
        }
        if (answer.statusCode() == OK) {
            return Fetched.of(
                    answer.body(),
                    answer.headers().firstValue("Content-Type").orElse(""),
                    answer.headers().firstValue("ETag").orElse(""));
        }
        return conditional && answer.statusCode() == NOT_MODIFIED ? Fetched.unchanged() : refused(answer.statusCode());
    }

    private static Fetched refused(int status) {
        return Fetched.failed(
                switch (status) {
                    case UNAUTHORIZED, FORBIDDEN -> Trouble.NOT_ALLOWED;
                    case NOT_FOUND -> Trouble.NOT_FOUND;
                    default -> Trouble.HTTP_ERROR;
                },
                "HTTP status " + status);
    }

    /** What an exception means, by its kinds and, where the JDK has only one kind, by its words. */
    static Fetched failed(Throwable broken) {
        Throwable cause =
                broken instanceof CompletionException && broken.getCause() != null ? broken.getCause() : broken;
        StringBuilder words = new StringBuilder();
        Trouble trouble = Trouble.BROKEN;
        for (Throwable link = cause; link != null; link = link.getCause()) {
            if (words.length() < 500) {
                words.append(words.isEmpty() ? "" : ": ").append(link);
            }
            Trouble known = known(link);
            trouble = known == Trouble.BROKEN ? trouble : known;
        }
        return Fetched.failed(trouble, words.toString());
    }

    private static Trouble known(Throwable link) {
        String message = String.valueOf(link.getMessage());
        if (link instanceof BoundedBody.TooLarge) {
            return Trouble.TOO_LARGE;
        }
        if (link instanceof HttpConnectTimeoutException
                || link instanceof HttpTimeoutException
                || link instanceof TimeoutException) {
            return Trouble.TIMEOUT;
        }
        if (link instanceof SSLException) {
            return Trouble.TLS;
        }
        if (link instanceof UnresolvedAddressException) {
            return Trouble.UNKNOWN_HOST;
        }
        if (link instanceof NoRouteToHostException
                || message.contains("No route to host")
                || message.contains("Network is unreachable")
                || message.contains("Host is down")) {
            return Trouble.NO_ROUTE;
        }
        if (message.contains("Too many open files") || message.contains("Cannot assign requested address")) {
            return Trouble.OUT_OF_SOCKETS;
        }
        return message.contains("Connection refused") ? Trouble.REFUSED : Trouble.BROKEN;
    }

    @Override
    public void renew() {
        client.look();
    }

    /** Connections end by themselves once nobody asks any more: the JDK's client has nothing to close. */
    @Override
    public void close() {}
}

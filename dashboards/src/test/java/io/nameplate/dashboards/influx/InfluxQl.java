/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.influx;

import com.fasterxml.jackson.databind.JsonNode;
import io.nameplate.dashboards.board.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One database of an InfluxDB, asked as Grafana asks it (InfluxQL over {@code /query}) and written as the stream job writes
 * it (line protocol over the v2 API).
 *
 * @param address the server's root, such as {@code http://127.0.0.1:8086}
 * @param database the database, or the v2 bucket mapped to it
 * @param token sent with each request; a 1.x without authentication ignores it
 */
public record InfluxQl(URI address, String database, String token) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /** The answer's JSON, also when it holds an error: the caller judges. */
    public JsonNode query(String influxQl) {
        String form = "db=" + encoded(database) + "&epoch=ms&q=" + encoded(influxQl);
        HttpResponse<String> response = send(HttpRequest.newBuilder(address.resolve("/query"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
        return Json.parse(response.body());
    }

    public void createDatabase() {
        JsonNode answer = query("CREATE DATABASE \"" + database + "\"");
        if (answer.findValue("error") != null) {
            throw new IllegalStateException("could not create database '" + database + "': " + answer);
        }
    }

    /** Writes lines whose times are in seconds; throws if any of them is refused. */
    public void write(String lines) {
        String target = "/api/v2/write?org=nameplate&precision=s&bucket=" + encoded(database);
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(address.resolve(target)).POST(HttpRequest.BodyPublishers.ofString(lines)));
        if (response.statusCode() != 204) {
            throw new IllegalStateException("write was answered " + response.statusCode() + ": " + response.body());
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(
                    request.header("Authorization", "Token " + token)
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(address + ": " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + address, interrupted);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

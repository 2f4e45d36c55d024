/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.alerting.ledger.resettle.Summary;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks the ledger to settle again what the stream job has let go, and prints what it tells as it comes. */
record ResettleCommand(String ledger, Map<String, String> asked, Optional<Path> out) {

    private static final String LEDGER = "http://127.0.0.1:8620";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Set<String> OPTIONS =
            Set.of("--ledger", "--approver", "--from", "--to", "--lease", "--registry-version", "--out");

    static ResettleCommand parse(List<String> words) {
        Arguments arguments = new Arguments(words, OPTIONS, Map.of("--dry-run", 0, "--force", 0));
        if (!arguments.has("--approver") && !arguments.has("--dry-run")) {
            throw new Arguments.WrongCall("--approver NAME is missing: somebody has to stand for a restated result");
        }
        Map<String, String> asked = new TreeMap<>();
        arguments.text("--approver").ifPresent(name -> asked.put("approver", name));
        arguments.instant("--from").ifPresent(at -> asked.put("from", at.toString()));
        arguments.instant("--to").ifPresent(at -> asked.put("to", at.toString()));
        arguments.text("--lease").ifPresent(lease -> asked.put("lease", lease));
        if (arguments.has("--registry-version")) {
            asked.put("registry_version", Long.toString(arguments.number("--registry-version", 0)));
        }
        asked.put("dry_run", Boolean.toString(arguments.has("--dry-run")));
        asked.put("force", Boolean.toString(arguments.has("--force")));
        Optional<Path> out = arguments.path("--out");
        asked.put("as", out.isPresent() ? "jsonl" : "text");
        return new ResettleCommand(arguments.text("--ledger").orElse(LEDGER), asked, out);
    }

    int run(PrintStream progress, PrintStream err) {
        try {
            HttpClient http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
            HttpResponse<Stream<String>> answer = http.send(
                    HttpRequest.newBuilder(address())
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = answer.body()) {
                if (answer.statusCode() != 200) {
                    err.println("the ledger answers " + answer.statusCode() + ": "
                            + lines.collect(Collectors.joining(" ")));
                    return answer.statusCode() < 500 ? Nameplate.WRONG_INPUT : Nameplate.FAILED;
                }
                return end(told(lines.iterator(), progress), progress, err);
            }
        } catch (ConnectException away) {
            err.println("cannot resettle through " + ledger + ": no ledger answers there; --ledger URL names another");
            return Nameplate.FAILED;
        } catch (IOException | UncheckedIOException failed) {
            err.println("cannot resettle through " + ledger + ": " + failed.getMessage()
                    + "; what it has done stays, and asking again goes on from there");
            return Nameplate.FAILED;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Nameplate.FAILED;
        }
    }

    private URI address() {
        try {
            return URI.create((ledger.endsWith("/") ? ledger : ledger + "/") + "api/v1/resettle?"
                    + asked.entrySet().stream()
                            .map(entry ->
                                    entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                            .collect(Collectors.joining("&")));
        } catch (IllegalArgumentException wrong) {
            throw new Arguments.WrongCall("--ledger must be an address such as " + LEDGER + ", found '" + ledger + "'");
        }
    }

    /** Prints or writes what is told; gives the summary that ends it. */
    private Optional<Summary> told(Iterator<String> lines, PrintStream progress) throws IOException {
        Optional<Summary> summary = Optional.empty();
        if (out.isEmpty()) {
            while (lines.hasNext()) {
                String line = lines.next();
                summary = Summary.read(line);
                progress.println(line);
            }
            return summary;
        }
        try (BufferedWriter writer = Files.newBufferedWriter(out.get())) {
            while (lines.hasNext()) {
                String line = lines.next();
                summary = Summary.read(line);
                if (summary.isEmpty()) {
                    writer.write(line);
                    writer.write('\n');
                }
            }
        }
        summary.ifPresent(ended -> progress.println(ended.text() + "; written to " + out.get()));
        return summary;
    }

    private static int end(Optional<Summary> summary, PrintStream progress, PrintStream err) {
        if (summary.isEmpty()) {
            err.println("the answer was cut off; what was told is done, and asking again goes on from there");
            return Nameplate.FAILED;
        }
        progress.flush();
        return summary.get().refused() == 0 ? Nameplate.DONE : Nameplate.WRONG_INPUT;
    }
}

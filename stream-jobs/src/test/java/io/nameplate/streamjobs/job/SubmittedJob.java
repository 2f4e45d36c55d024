/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.streamjobs.world.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.DoublePredicate;
import java.util.stream.Stream;

/** One run of the job on a cluster, as its operator sees it: what it prints, and Flink's REST interface. */
final class SubmittedJob implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String cluster;
    private final Path data;
    private final FutureTask<Void> run;
    private final Thread thread;

    SubmittedJob(String broker, String ledger, Path data, String cluster, String... more) {
        this.cluster = "http://" + cluster;
        this.data = data;
        List<String> line = Stream.concat(
                        Stream.of(
                                "--broker",
                                broker,
                                "--ledger",
                                ledger,
                                "--data",
                                data.toString(),
                                "--checkpoint-interval",
                                "500ms",
                                "--deadline",
                                "1h",
                                "--cluster",
                                cluster),
                        Stream.of(more))
                .toList();
        Arguments arguments = Arguments.parse(line.toArray(String[]::new));
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        Callable<Void> body = () -> {
            new OnCluster(arguments, arguments.cluster().orElseThrow(), out).run();
            return null;
        };
        run = new FutureTask<>(body);
        thread = new Thread(run, "submitted-job");
        thread.setDaemon(true);
        thread.start();
    }

    String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    /** Waits until the submitting side has nothing left to do; throws what it threw. */
    void end() throws Exception {
        try {
            run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Ends the job with a savepoint in the data folder. */
    void stop() throws Exception {
        awaitCheckpoints(1);
        String target = Checkpoints.savepoints(data).toUri().toString();
        call("POST", "/jobs/" + id() + "/stop", "{\"drain\":false,\"targetDirectory\":\"" + target + "\"}");
        end();
    }

    void cancel() throws Exception {
        awaitCheckpoints(1);
        call("PATCH", "/jobs/" + id() + "?mode=cancel", "");
        end();
    }

    /** Waits until the cluster has completed so many checkpoints more. */
    void awaitCheckpoints(long more) {
        long before = checkpoints();
        Deadline.await(PATIENCE, this::said, () -> checkpoints() >= before + more);
    }

    private long checkpoints() {
        return get("/jobs/" + id() + "/checkpoints")
                .path("counts")
                .path("completed")
                .asLong();
    }

    /** Waits until a metric of ours has a value like this in every place that shows it. */
    void awaitMetric(String name, DoublePredicate like) {
        Deadline.await(PATIENCE, () -> "metric " + name + "\n" + metrics(), () -> {
            List<String> values = metric(name);
            return !values.isEmpty()
                    && values.stream().mapToDouble(Double::parseDouble).allMatch(like);
        });
    }

    /** Waits until the cluster knows that no task of the job runs any more. */
    void awaitStandstill() {
        Deadline.await(PATIENCE, this::said, () -> tasks("DEPLOYING", "INITIALIZING", "RUNNING") == 0);
    }

    /** Waits until tasks of the job are being brought up again. */
    void awaitRecovery() {
        Deadline.await(PATIENCE, this::said, () -> tasks("DEPLOYING", "INITIALIZING", "RUNNING") > 0);
    }

    private int tasks(String... states) {
        int tasks = 0;
        for (JsonNode vertex : get("/jobs/" + id()).path("vertices")) {
            for (String state : states) {
                tasks += vertex.path("tasks").path(state).asInt();
            }
        }
        return tasks;
    }

    private String metrics() {
        StringBuilder all = new StringBuilder();
        for (JsonNode vertex : get("/jobs/" + id()).path("vertices")) {
            all.append(get("/jobs/" + id() + "/vertices/" + vertex.path("id").asText() + "/metrics"));
        }
        return all.toString();
    }

    private List<String> metric(String name) {
        List<String> values = new ArrayList<>();
        for (JsonNode vertex : get("/jobs/" + id()).path("vertices")) {
            String path = "/jobs/" + id() + "/vertices/" + vertex.path("id").asText() + "/metrics";
            for (JsonNode metric : get(path)) {
                String id = metric.path("id").asText();
                if (id.contains(".nameplate.") && id.endsWith("." + name)) {
                    get(path + "?get=" + id)
                            .forEach(told -> values.add(told.path("value").asText()));
                }
            }
        }
        return values;
    }

    private String id() {
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            if (List.of("CREATED", "RUNNING", "RESTARTING", "FAILING")
                    .contains(job.path("state").asText())) {
                return job.path("jid").asText();
            }
        }
        return "none";
    }

    private JsonNode get(String path) {
        try {
            return call("GET", path, "");
        } catch (IOException e) {
            return new ObjectMapper().createObjectNode();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode call(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cluster + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return new ObjectMapper().readTree(answer.body());
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join(PATIENCE.toMillis());
    }
}

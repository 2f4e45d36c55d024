/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the job running on a Flink cluster: submits it, watches it, and submits it again from its newest checkpoint when
 * the cluster has come back without it. The cluster's processes need our jars on their class path and the data folder
 * under the same path.
 */
final class OnCluster {

    private static final long PACE_MILLIS = 1000;
    private static final long ANSWER_SECONDS = 60;
    /** So many looks in a row: one that keeps its jobs elsewhere needs a moment to find them again. */
    private static final int LOST_AFTER = 5;

    private final Arguments arguments;
    private final InetSocketAddress address;
    private final PrintStream out;
    private final String name;
    private final String where;
    private boolean away;

    OnCluster(Arguments arguments, InetSocketAddress address, PrintStream out) {
        this.arguments = arguments;
        this.address = address;
        this.out = out;
        this.where = "the cluster at " + address.getHostString() + ":" + address.getPort();
        this.name = "nameplate " + arguments.consumer();
    }

    /** Returns when the job was stopped or cancelled; throws when it failed, or the cluster runs it already. */
    void run() throws Exception {
        Configuration flink = new Configuration();
        flink.setString("rest.address", address.getHostString());
        flink.setString("rest.port", Integer.toString(address.getPort()));
        flink.setString("rest.retry.max-attempts", "0");
        try (RestClusterClient<StandaloneClusterId> cluster =
                new RestClusterClient<>(flink, StandaloneClusterId.getInstance())) {
            Optional<JobID> lost = watch(cluster, submit(cluster, arguments));
            while (lost.isPresent()) {
                out.println("the cluster has lost job " + lost.get() + "; submitting it again");
                lost = watch(cluster, submit(cluster, arguments.withoutRestore()));
            }
        }
    }

    private JobID submit(RestClusterClient<StandaloneClusterId> cluster, Arguments with) throws Exception {
        int before = 0;
        for (JobStatusMessage job : awaitJobs(cluster)) {
            if (job.getJobName().equals(name) && !job.getJobState().isGloballyTerminalState()) {
                throw new IllegalStateException(where + " runs '" + name + "' already, as job " + job.getJobId()
                        + "; stop that first, or give this one another --consumer");
            }
            before += job.getJobName().equals(name) ? 1 : 0;
        }
        Start start = Start.find(with, out);
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(start.flink());
        start.topology().build(environment);
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(name);
        JobGraph job = graph.getJobGraph(getClass().getClassLoader(), id(start, before));
        job.setSavepointRestoreSettings(SavepointRestoreSettings.fromConfiguration(start.flink()));
        answer(cluster.submitJob(job));
        out.println("running as job " + job.getJobID() + " on " + where);
        return job.getJobID();
    }

    /** The same for two that submit the same at the same time: the cluster refuses the second. */
    private JobID id(Start start, int before) {
        String submitted = name + "\n" + arguments.data() + "\n" + start.restoredFrom() + "\n" + before;
        UUID id = UUID.nameUUIDFromBytes(submitted.getBytes(StandardCharsets.UTF_8));
        return new JobID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private Collection<JobStatusMessage> awaitJobs(RestClusterClient<StandaloneClusterId> cluster)
            throws InterruptedException {
        while (true) {
            try {
                Collection<JobStatusMessage> jobs = answer(cluster.listJobs());
                away = false;
                return jobs;
            } catch (IOException e) {
                if (!away) {
                    out.println("waiting for " + where + ": " + e.getMessage());
                }
                away = true;
            }
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
        }
    }

    /** Waits for the job's end; the job, if the cluster has come back without it. */
    private Optional<JobID> watch(RestClusterClient<StandaloneClusterId> cluster, JobID job) throws Exception {
        int missing = 0;
        while (missing < LOST_AFTER) {
            JobStatus status = status(awaitJobs(cluster), job);
            missing = status == null ? missing + 1 : 0;
            if (status == JobStatus.FAILED) {
                JobResult result = answer(cluster.requestJobResult(job));
                throw new IllegalStateException("job " + job + " failed", cause(result));
            }
            if (status != null && status.isGloballyTerminalState()) {
                out.println("job " + job + " is " + status);
                return Optional.empty();
            }
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
        }
        return Optional.of(job);
    }

    private static @Nullable JobStatus status(Collection<JobStatusMessage> jobs, JobID job) {
        return jobs.stream()
                .filter(told -> told.getJobId().equals(job))
                .map(JobStatusMessage::getJobState)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Throwable cause(JobResult result) {
        return result.getSerializedThrowable()
                .map(failure -> failure.deserializeError(OnCluster.class.getClassLoader()))
                .orElse(null);
    }

    private static <T> T answer(CompletableFuture<T> asked) throws IOException, InterruptedException {
        try {
            return asked.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(NameplateJob.sentence(e), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + ANSWER_SECONDS + " s", e);
        }
    }
}

/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.LineOutcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerWriterTest {

    private final Counters counters = Counters.of(UUID.randomUUID().toString());
    private final TestProcessingTimeService time = new TestProcessingTimeService();
    private final List<String> posted = new ArrayList<>();
    private final Deque<LedgerAnswer> answers = new ArrayDeque<>();
    private LedgerWriter writer;

    @BeforeEach
    void open() throws Exception {
        time.setCurrentTime(1_000);
        writer = new LedgerWriter(
                "job-1",
                body -> {
                    posted.add(body);
                    return answers.isEmpty() ? new LedgerAnswer.Taken(1, 0, 0, "") : answers.remove();
                },
                counters,
                time);
    }

    private static JsonNode results(String body) {
        try {
            return new ObjectMapper().readTree(body).get("results");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(body, e);
        }
    }

    @Test
    void resultsArePostedTwiceASecondInOneBatch() throws Exception {
        writer.write(Outcomes.of(0, 1, true), null);
        writer.write(Outcomes.of(10, 1, false), null);
        assertThat(posted).isEmpty();
        time.setCurrentTime(1_500);
        assertThat(posted).hasSize(1);
        JsonNode body = new ObjectMapper().readTree(posted.get(0));
        assertThat(body.get("generation").asLong()).isEqualTo(7);
        assertThat(body.get("job").asText()).isEqualTo("job-1");
        assertThat(body.get("results")).hasSize(2);
        assertThat(body.get("results").get(0).get("status").asText()).isEqualTo("settled");
        assertThat(body.get("results").get(1).get("status").asText()).isEqualTo("provisional");
        time.setCurrentTime(5_000);
        assertThat(posted).hasSize(1);
    }

    @Test
    void theContentStandsInTheRequestInItsCanonicalForm() throws Exception {
        LineOutcome outcome = Outcomes.of(0, 1, true);
        writer.write(outcome, null);
        writer.flush(false);
        assertThat(posted.get(0))
                .contains("\"content\":" + outcome.result().content().canonicalJson());
        JsonNode result = results(posted.get(0)).get(0);
        JsonNode judgement = result.get("judgements").get(0);
        assertThat(judgement.get("term").asText()).isEqualTo("availability");
        assertThat(judgement.get("verdict").asText()).isEqualTo("breached");
        assertThat(judgement.get("layer").asText()).isEqualTo("hardware");
        assertThat(judgement.get("layers").get("hardware").asLong()).isPositive();
        assertThat(judgement.get("blocks").get("hardware").get("b2"))
                .isEqualTo(judgement.get("layers").get("hardware"));
        assertThat(result.get("worst_nodes").get(0).get("rack").asText()).isEqualTo("r1");
    }

    @Test
    void whileTheLedgerIsAwayResultsWaitAndTheNewestOfAnIntervalReplacesTheOlder() throws Exception {
        answers.add(new LedgerAnswer.TryAgain("503"));
        answers.add(new LedgerAnswer.TryAgain("503"));
        writer.write(Outcomes.of(0, 1, false), null);
        time.setCurrentTime(1_500);
        writer.write(Outcomes.of(0, 2, true), null);
        time.setCurrentTime(2_000);
        assertThat(posted).hasSize(2);
        assertThat(counters.get(Counter.LEDGER_RETRIES)).isEqualTo(2);
        time.setCurrentTime(2_500);
        assertThat(posted).as("it waits longer each time").hasSize(2);
        time.setCurrentTime(3_000);
        assertThat(posted).hasSize(3);
        assertThat(results(posted.get(2))).hasSize(1);
        assertThat(results(posted.get(2)).get(0).get("counter").asLong()).isEqualTo(2);
        assertThat(counters.get(Counter.ACCEPTED)).isEqualTo(1);
    }

    @Test
    void aCheckpointWaitsUntilTheLedgerHasEverything() throws Exception {
        answers.add(new LedgerAnswer.TryAgain("no route"));
        writer.write(Outcomes.of(0, 1, true), null);
        writer.flush(false);
        assertThat(posted).hasSize(2);
    }

    @Test
    void aNewerJobStopsThisOneWithASentence() throws Exception {
        answers.add(new LedgerAnswer.Stale("stale_generation"));
        writer.write(Outcomes.of(0, 1, true), null);
        assertThatThrownBy(() -> writer.flush(false))
                .hasRootCauseMessage("the ledger has results of a newer job than this one (generation 7); this job"
                        + " stops. It answered: stale_generation");
    }

    @Test
    void aResultThatTheLedgerCannotReadHoldsUpNeitherTheOthersNorTheCheckpoint() throws Exception {
        writer = new LedgerWriter(
                "job-1",
                body -> {
                    posted.add(body);
                    return body.contains("\"counter\":13")
                            ? LedgerClient.answer(422, "unreadable")
                            : new LedgerAnswer.Taken(results(body).size(), 0, 0, "");
                },
                counters,
                time);
        for (int i = 0; i < 7; i++) {
            writer.write(Outcomes.of(10 * i, 10 + i, true), null);
        }
        writer.flush(false);
        assertThat(counters.get(Counter.ACCEPTED)).isEqualTo(6);
        assertThat(counters.get(Counter.RESULTS_REFUSED)).isEqualTo(1);
        assertThat(counters.get(Counter.LEDGER_RETRIES)).isZero();
    }

    @Test
    void onlyWhatMayPassIsTriedAgain() {
        for (int status : List.of(408, 429, 500, 503)) {
            assertThat(LedgerClient.answer(status, "")).isInstanceOf(LedgerAnswer.TryAgain.class);
        }
        for (int status : List.of(400, 413, 422)) {
            assertThat(LedgerClient.answer(status, "")).isInstanceOf(LedgerAnswer.Unfit.class);
        }
        assertThat(LedgerClient.answer(409, "")).isInstanceOf(LedgerAnswer.Stale.class);
    }

    @Test
    void whatTheLedgerRefusesIsCountedAndNotSentAgain() throws Exception {
        answers.add(new LedgerAnswer.Taken(0, 0, 1, "[older]"));
        writer.write(Outcomes.of(0, 1, true), null);
        writer.flush(false);
        writer.flush(false);
        assertThat(posted).hasSize(1);
        assertThat(counters.get(Counter.RESULTS_REFUSED)).isEqualTo(1);
    }
}

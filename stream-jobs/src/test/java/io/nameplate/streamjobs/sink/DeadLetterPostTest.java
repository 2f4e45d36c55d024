/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.streamjobs.flow.DeadLetters;
import io.nameplate.streamjobs.world.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class DeadLetterPostTest {

    private final String job = UUID.randomUUID().toString();
    private final DeadLetters letters = DeadLetters.of(job);
    private final List<String> posted = new CopyOnWriteArrayList<>();

    @Test
    void lettersWaitForTheLedgerAndAreFiledOnce() throws Exception {
        letters.add("collector c1", "broken", new byte[] {1, 2, 3});
        letters.add("topic t", "unknown", new byte[2000]);
        try (DeadLetterPost post = new DeadLetterPost(job, letters, body -> {
            posted.add(body);
            return posted.size() == 1 ? new LedgerAnswer.TryAgain("away") : new LedgerAnswer.Taken(2, 0, 0, "");
        })) {
            assertThat(post).isNotNull();
            Deadline.await(
                    Duration.ofSeconds(30),
                    () -> "letters wait",
                    () -> letters.waiting(1).isEmpty());
        }
        assertThat(posted).hasSize(2);
        assertThat(posted.get(1)).isEqualTo(posted.get(0));
        JsonNode body = new ObjectMapper().readTree(posted.get(1));
        assertThat(body.path("job").asText()).isEqualTo(job);
        assertThat(body.path("letters").get(0).path("sample").binaryValue()).containsExactly(1, 2, 3);
        assertThat(body.path("letters").get(1).path("bytes").asInt()).isEqualTo(2000);
        assertThat(body.path("letters").get(1).path("sample").binaryValue()).hasSize(DeadLetters.SAMPLE_BYTES);
    }

    @Test
    void aFloodKeepsTheFirstOnesAndNoMore() {
        for (int i = 0; i < 1000; i++) {
            letters.add("collector c1", "broken", new byte[] {(byte) i});
        }
        assertThat(letters.waiting(1000)).hasSize(200);
        letters.done(150);
        assertThat(letters.waiting(1000)).hasSize(50);
    }
}

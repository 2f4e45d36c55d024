/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import static io.nameplate.streamjobs.evidence.EvidenceRun.C1;
import static io.nameplate.streamjobs.evidence.EvidenceRun.C2;
import static io.nameplate.streamjobs.evidence.EvidenceRun.START;
import static io.nameplate.streamjobs.evidence.EvidenceRun.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.world.Story;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What comes of records: evidence of the source of record, then the completion it makes. */
class EvidenceOperatorTest {

    @RegisterExtension
    final EvidenceRun run = new EvidenceRun();

    @Test
    void evidenceComesBeforeTheCompletionItMakes() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        run.hear(C1, story, START);
        assertThat(told(run.passSeconds(1)))
                .containsExactly("Evidence h1 +0", "Evidence h1 +10", "Complete h1 +0", "Complete h2 +0");
        assertThat(run.passSeconds(5)).isEmpty();
    }

    @Test
    void theEvidenceOfEveryCollectorComesBeforeAnyCompletion() throws Exception {
        Story first = Story.ofFirst(1).calm(START, START + 12);
        Story second = Story.ofSecond(1).calm(START, START + 12);
        run.announce(C1, first, START);
        run.announce(C2, second, START);
        run.take(C1, first.records());
        run.take(C2, second.records());
        List<String> told = told(run.passSeconds(1));
        assertThat(told).contains("Evidence h1 +0", "Evidence h2 +0", "Complete h1 +0", "Complete h2 +0");
        assertThat(told.stream().dropWhile(change -> !change.startsWith("Complete")))
                .allMatch(change -> change.startsWith("Complete"));
    }

    @Test
    void onlyTheSourceOfRecordCounts() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 10);
        run.hear(C2, story, START);
        assertThat(told(run.passSeconds(1))).containsExactly("Complete h2 +0");
        assertThat(run.counters().get(Counter.NOT_OF_RECORD)).isEqualTo(30);
    }
}

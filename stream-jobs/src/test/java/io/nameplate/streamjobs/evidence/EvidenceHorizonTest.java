/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import static io.nameplate.streamjobs.evidence.EvidenceRun.C1;
import static io.nameplate.streamjobs.evidence.EvidenceRun.START;
import static io.nameplate.streamjobs.evidence.EvidenceRun.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.world.Story;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Beyond the horizon an interval is forgotten, and what still comes goes beside it. */
class EvidenceHorizonTest {

    @RegisterExtension
    final EvidenceRun run = new EvidenceRun();

    @Test
    void evidenceBeyondTheHorizonGoesBesideItsIntervalWhichIsForgotten() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 20).calm(START + 3700, START + 3701);
        run.hear(C1, story, START);
        List<String> first = told(run.passSeconds(1));
        assertThat(first).contains("Complete h1 +0", "Forget h1 +0", "Forget h2 +0", "Forget h1 +90");
        assertThat(first).doesNotContain("Forget h1 +100");
        Story more = Story.ofFirst(1).calm(START, START + 20).calm(START + 3700, START + 3701);
        more.rebooted("n1-1", START + 5, START + 105);
        run.take(C1, more.records().subList(21, 22));
        List<HallChange> later = run.passSeconds(1);
        assertThat(told(later)).hasSize(11).contains("Late h1 +0", "Late h1 +90", "Evidence h1 +100");
        assertThat(run.counters().get(Counter.LATE)).isEqualTo(10);
        assertThat(later).filteredOn(HallChange.Late.class::isInstance).allSatisfy(change -> {
            KeptEvidence piece = ((HallChange.Late) change).evidence();
            assertThat(piece.hall()).isEqualTo(change.hall());
            assertThat(piece.intervalStart()).isEqualTo(change.start());
            assertThat(piece.nodes().nodes()).containsExactly("n1-1");
        });
    }
}
